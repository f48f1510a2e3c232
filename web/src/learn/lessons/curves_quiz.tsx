// Part three: ten real runs to read, never the same twice.
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { useWhole } from "../kept";
import { KINDS, nameOf, SIGNS, truthOf, type Kind } from "../verdicts";
import { Legend, percent, Plot, rangeOf } from "./curves_plot";
import { questionOf, quizOf, type Question } from "./curves_questions";
import { useMade, type Made } from "./curves_slices";
import { Wait } from "./curves_wait";
import { Score, type Answer } from "./curves_score";
import { _ } from "../../lab/words";

/** What was answered, and the question that is looked at. No quiz has the seed 0. */
export interface Game {
  seed: number;
  given: Answer[];
  at: number;
}

const MOST = 2 ** 32 - 1;
const drawSeed = (): number => crypto.getRandomValues(new Uint32Array(1))[0]! || 1;

export function Quiz({ game, setGame }: { game: Game; setGame: (game: Game) => void }) {
  const [seed, setSeed] = useWhole("quiz", 0, 0, MOST);
  const renew = () => setSeed(drawSeed());
  useEffect(() => {
    if (seed === 0) renew();
    else if (game.seed !== seed) setGame({ seed, given: [], at: 0 });
  }, [seed]);
  if (seed === 0 || game.seed !== seed) return null;
  const answer = (given: Answer) => setGame({ ...game, given: [...game.given, given] });
  const next = () => setGame({ ...game, at: game.at + 1 });
  return <Played key={seed} game={game} answer={answer} next={next} renew={renew} />;
}

interface PlayedProps {
  game: Game;
  answer: (given: Answer) => void;
  next: () => void;
  renew: () => void;
}

function Played({ game: { seed, given, at }, answer, next, renew }: PlayedProps) {
  const asked = quizOf(seed);
  // The last page is the score; the question after this one is made while this one is looked at.
  const { value: question, failed } = useAsked(seed, at);
  useAsked(seed, question ? at + 1 : asked.length);
  const head = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    if (at > 0) head.current?.focus({ preventScroll: true });
  }, [at]);
  const done = at >= asked.length;
  return (
    <>
      <div class="acts">
        <h3 ref={head} tabIndex={-1}>{done ? _("Your score") : _("Question {i} of {n}", { i: at + 1, n: asked.length })}</h3>
        <Marks given={given} n={asked.length} />
        <span class="spacer" />
        <button type="button" onClick={renew}>{done ? _("Another ten") : _("New quiz")}</button>
      </div>
      {done ? <Score given={given} /> : question ? <One key={at} question={question} given={given[at]?.said ?? null} answer={answer} next={next} last={at + 1 === asked.length} /> : <Wait failed={failed} />}
    </>
  ); // prettier-ignore
}

/** The question at a place of a quiz. */
function useAsked(seed: number, at: number): Made<Question> {
  const asked = quizOf(seed)[at];
  return useMade(asked ? `${seed} ${at}` : null, () => questionOf(asked!));
}

/** Right and wrong so far. */
function Marks({ given, n }: { given: Answer[]; n: number }) {
  const marks = given.map(({ said, truth }) => said === truth);
  return (
    <span class="curves-marks" role="img" aria-label={_("{right} of {n} right", { right: marks.filter(Boolean).length, n: given.length })}>
      {marks.map((right, i) => <span key={i} class={right ? "right" : "wrong"}>{right ? "✓" : "✗"}</span>)}
      {"·".repeat(n - marks.length)}
    </span>
  ); // prettier-ignore
}

interface OneProps {
  question: Question;
  /** What was said to it. */
  given: Kind | null;
  answer: (given: Answer) => void;
  next: () => void;
  last: boolean;
}

function One({ question, given, answer, next, last }: OneProps) {
  const onward = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => onward.current?.focus({ preventScroll: true }), [given]);
  const { truth } = question;
  return (
    <>
      <Asked question={question} shown={given !== null} />
      <Legend of={given ? ["train", "val", "fresh"] : ["train", "val"]} />
      <div class="curves-answers" role="group" aria-label={_("What would a large fresh sample say?")}>
        {KINDS.map((kind) => (
          <button key={kind} type="button" disabled={given !== null} class={!given ? "" : kind === truth.kind ? "right" : kind === given ? "wrong" : ""} onClick={() => answer({ said: kind, truth: truth.kind })}>
            {`${SIGNS[kind]} ${nameOf(kind)}`}
          </button>
        ))}
      </div>
      <p role="status" class="curves-why">
        {given ? <><b>{given === truth.kind ? _("Right.") : _("Not quite: {kind}.", { kind: nameOf(truth.kind) })}</b> {why(question)}</> : _("The network was trained as far as you see. What would a large fresh sample say?")}
      </p>
      {given && <p class="acts"><button type="button" class="strong" ref={onward} onClick={next}>{last ? _("To the score") : _("Next question")}</button></p>}
    </>
  ); // prettier-ignore
}

/** Both curves as they were seen; with the answer the fresh sample's, and how it would have gone on. */
function Asked({ question: { train, val, fresh, epochs, truth }, shown }: { question: Question; shown: boolean }) {
  const cut = (curve: number[]) => curve.slice(0, epochs);
  const [low, high] = rangeOf(cut(train), cut(val), cut(fresh));
  // What goes on may rise without end: so far it is seen.
  const [lowest, highest] = rangeOf([low, high, ...fresh.map((value) => Math.min(value, 1.5 * high))]);
  return (
    <Plot
      curves={{ train: cut(train), val: cut(val), ...(shown && { fresh }) }}
      epochs={shown ? 2 * epochs : epochs}
      y={shown ? [Math.min(low, lowest), Math.max(high, highest)] : [low, high]}
      over={(at) => shown && (
        <>
          <rect class="curves-later" x={at.x(epochs)} y={at.top} width={at.right - at.x(epochs)} height={at.bottom - at.top} />
          <line class="curves-end" x1={at.x(epochs)} x2={at.x(epochs)} y1={at.top} y2={at.bottom} />
          <text x={at.x(epochs) + 6} y={truth.kind === "overfitting" ? at.bottom - 8 : at.top + 14}>{_("if trained on")}</text>
        </>
      )}
    />
  ); // prettier-ignore
}

/** Why the truth is what it is, with the numbers; and where chance in few validation examples showed something else. */
function why({ truth: { kind, best, rise, gain }, val, epochs, rows, validation }: Question): string {
  const values = { best, rise: percent(rise), gain: percent(Math.max(gain, 0)), n: epochs };
  const because = {
    underfitting: () => _("With {n} epochs more the error on new examples would still fall by {gain}: from 2 percent on it is underfitting.", values),
    good_fit: () => _("The error on new examples was lowest at epoch {best}; it ends {rise} above that (not yet 5 %) and would fall by {gain} with {n} epochs more (not yet 2 %).", values),
    overfitting: () => _("The error on new examples was lowest at epoch {best}, and its last three epochs lie {rise} above that: from 5 percent on it is overfitting.", values),
  }[kind](); // prettier-ignore
  const misled = (truthOf(val.slice(0, epochs), epochs).kind === "overfitting") !== (kind === "overfitting");
  const sizes = misled
    ? _("The {validation} validation examples mislead here by chance.", { validation })
    : _("It learnt from {rows} examples; {validation} validated.", { rows, validation });
  return `${because} ${sizes}`;
}
