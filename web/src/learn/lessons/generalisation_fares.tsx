// Fares: the learner's guess, the rows, and the network that learns them.
import { useState } from "preact/hooks";
import { useList, useNumber, useNumbers, useWhole } from "../kept";
import { NumberField } from "../number";
import { Range } from "../range";
import { useTraining } from "../training";
import { FareGraph } from "./generalisation_graph";
import { answer, ASKED, draw, FRESH, HIGH, isRight, LECTURE, learnFares, meanError, NEAR, rule, SPAN, type Fare } from "./generalisation_model";
import { _ } from "../../lab/words";

const given = (distance: number): number => LECTURE.find((row) => row.distance === distance)?.fare ?? 0;
/** 0 where the learner has said nothing yet. */
const UNSAID = ASKED.map(given);

export function Fares() {
  const [said, setGuess] = useNumbers("guess", UNSAID, 0, 1000);
  const guess = said.map((fare, i) => UNSAID[i] || 500 * Math.round(fare / 500));
  const [began, setBegan] = useWhole("learn", 0, 0, 1);
  const data = useRows();
  const { rows } = data;
  const shown = began === 1;
  const missing = guess.filter((fare) => fare === 0).length;
  const { net, done } = useTraining(JSON.stringify([shown, rows]), () => learnFares(rows), 20, shown);
  return (
    <>
      <FareGraph rows={rows} net={shown ? net : null} place={data.place} />
      <Answers guess={guess} set={setGuess} answers={shown ? ASKED.map((distance) => answer(net, distance)) : null} />
      {shown ? (
        <p class="fares-says says" role="status">
          {done() || !rows.length
            ? _("On average it is {ten} yen off at these ten distances, and {fresh} yen off on a fresh sample of 5 to 20 km.", { ten: Math.round(meanError(net, ASKED)), fresh: Math.round(meanError(net, FRESH)) })
            : _("The network is learning…")}{" "}
          <span class="small soft">{_("✓: at most {yen} yen off", { yen: NEAR })}</span>
        </p>
      ) : (
        <p class="acts">
          <button type="button" class="strong" disabled={missing > 0} onClick={() => setBegan(1)}>{_("Let the network learn")}</button>
          <span role="status">{missing > 0 ? _("First click each “?” (500 or 1000 yen): {n} are open.", { n: missing }) : _("Now see what the network makes of the four rows.")}</span>
        </p>
      )}
      {shown && <Spoil {...data} />}
    </>
  ); // prettier-ignore
}

const MOST_DRAWN = 40;
const MOST_OWN = 100;
const MOST_NOISE = 200;

/** The learner's own rows, as they are kept: distance and fare, one row after the other. */
const faresOf = (own: readonly number[]): Fare[] =>
  Array.from({ length: Math.floor(own.length / 2) }, (_, i) => {
    const [distance, fare] = own.slice(2 * i, 2 * i + 2) as [number, number];
    return { distance: Math.min(Math.max(distance, SPAN[0]), SPAN[1]), fare };
  });

/** Rows drawn from the rule, less those taken away, and the learner's own. */
function useRows() {
  const [count, setCount] = useWhole("rows", LECTURE.length, LECTURE.length, MOST_DRAWN);
  const [noise, setNoise] = useNumber("noise", 0, 0, MOST_NOISE);
  const [gone, setGone] = useList("gone", [], MOST_DRAWN, 0, MOST_DRAWN - 1);
  const [kept, setOwn] = useList("own", [], 2 * MOST_OWN, 0, HIGH);
  const drawn = draw(count, noise);
  const own = kept.slice(0, kept.length - (kept.length % 2));
  const added = faresOf(own);
  const left = drawn.flatMap((_, i) => (gone.includes(i) ? [] : [i]));
  const rows = [...left.map((i) => drawn[i]!), ...added];
  const remove = (at: number) => {
    if (at < left.length) setGone([...gone, left[at]!]);
    else setOwn(own.filter((_, i) => Math.floor(i / 2) !== at - left.length));
  };
  const add = (distance: number, fare: number) => added.length < MOST_OWN && setOwn([...own, distance, fare]);
  return {
    rows, count, noise, setNoise, add, remove,
    setCount: (next: number) => (setGone(gone.filter((i) => i < next)), setCount(next)),
    /** A click: on a row it takes the row away, elsewhere it adds one. */
    place: (distance: number, fare: number) => {
      const at = rows.findIndex((row) => Math.abs(row.distance - distance) < 0.25 && Math.abs(row.fare - fare) < 60);
      if (at >= 0) remove(at);
      else add(Math.round(10 * distance) / 10, 50 * Math.round(fare / 50));
    },
    changed: count !== LECTURE.length || noise > 0 || gone.length > 0 || own.length > 0,
    reset: () => (setCount(LECTURE.length), setNoise(0), setGone([]), setOwn([])),
  }; // prettier-ignore
}

/** What may be done to the data. */
function Spoil({ rows, count, setCount, noise, setNoise, add, remove, changed, reset }: ReturnType<typeof useRows>) {
  const [distance, setDistance] = useState(16);
  const nearest = () => rows.reduce((best, row, i) => (Math.abs(row.distance - distance) < Math.abs(rows[best]!.distance - distance) ? i : best), 0);
  return (
    <>
      <Range class="fares-range" label={_("rows from the rule")} value={count} set={setCount} min={LECTURE.length} max={MOST_DRAWN} step={1} />
      <Range class="fares-range" label={_("noise")} value={noise} set={setNoise} min={0} max={MOST_NOISE} step={10} shows={(value) => _("{yen} yen", { yen: value })} />
      <p class="acts">
        <label>{_("a row at")} <NumberField label={_("distance (km)")} class="fares-km" min={SPAN[0]} max={SPAN[1]} step={0.5} value={distance} set={setDistance} /> km</label>
        <button type="button" onClick={() => add(distance, 500)}>{_("+ {yen} yen", { yen: 500 })}</button>
        <button type="button" onClick={() => add(distance, 1000)}>{_("+ {yen} yen", { yen: 1000 })}</button>
        <button type="button" disabled={rows.length < 2} onClick={() => remove(nearest())}>{_("Remove nearest")}</button>
        <button type="button" disabled={!changed} onClick={reset}>{_("Reset")}</button>
      </p>
    </>
  ); // prettier-ignore
}

interface AnswersProps {
  guess: number[];
  set: (guess: number[]) => void;
  /** The network's, once it may be seen; the rule is shown with them. */
  answers: number[] | null;
}

/** The ten distances, with what the learner, the network and the rule say. */
function Answers({ guess, set, answers }: AnswersProps) {
  const marked = (i: number) => (isRight(ASKED[i]!, (answers ?? [])[i]!) ? "fares-right" : "fares-wrong");
  const next = (i: number) => set(guess.map((fare, k) => (k === i ? (fare === 500 ? 1000 : 500) : fare)));
  return (
    <table class="fares">
      <thead><tr><th scope="col">km</th>{ASKED.map((distance) => <th key={distance} scope="col">{distance}</th>)}</tr></thead>
      <tbody>
        <tr>
          <th scope="row">{_("yours")}</th>
          {ASKED.map((distance, i) => (
            <td key={distance} class={answers && guess[i] && !given(distance) ? (isRight(distance, guess[i]!) ? "fares-right" : "fares-wrong") : ""}>
              {given(distance) ? <b>{given(distance)}</b> : <button type="button" aria-label={_("your fare for {km} km: {fare}", { km: distance, fare: guess[i] || "?" })} onClick={() => next(i)}>{guess[i] || "?"}</button>}
            </td>
          ))}
        </tr>
        {answers && <tr><th scope="row">{_("network’s")}</th>{answers.map((fare, i) => <td key={i} class={marked(i)}>{Math.round(fare)}</td>)}</tr>}
        {answers && <tr><th scope="row">{_("rule’s")}</th>{ASKED.map((distance) => <td key={distance}>{rule(distance)}</td>)}</tr>}
      </tbody>
    </table>
  ); // prettier-ignore
}
