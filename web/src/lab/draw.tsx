// A digit drawn, and what every network takes it for.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { named, post, saysOf } from "./api";
import { centred, type Drawing } from "./digit";
import { paced } from "./pace";
import { Pad } from "./pad";
import { percent } from "../chart/numbers";
import type { Opened, Predicted } from "./types";
import { _ } from "./words";

interface Guess {
  key: string;
  label: string;
  classes: string[];
  probabilities: number[];
}

/** Not more often, in ms. */
const PAUSE = 200;
/** More networks than these are shown on demand. */
const MANY = 60;

export function Draw({ opened, size }: { opened: Opened; size: [number, number] }) {
  const drawing = useRef<Drawing | null>(null);
  const [pixels, setPixels] = useState<number[] | null>(null);
  const [guesses, setGuesses] = useState<Guess[]>([]);
  const [says, setSays] = useState<(() => string) | null>(null);
  const names = opened.entries.map(({ name }) => name);
  const guessing = useMemo(() => {
    let turn = 0;
    return paced(() => {
      const seen = drawing.current && centred(drawing.current, size);
      setPixels(seen);
      const mine = ++turn;
      if (!seen) return setGuesses([]);
      void predictions(names, seen).then(
        (found) => mine === turn && (setGuesses(found), setSays(null)),
        (reason: unknown) => setSays(() => saysOf(reason)),
      );
    }, PAUSE);
  }, [names.join("\n"), size.join()]);
  useEffect(() => guessing.stop, [guessing]);
  const take = (next: Drawing | null) => {
    drawing.current = next;
    guessing.ask();
  };
  return (
    <div class="drawing">
      <div>
        <Pad drawn={take} cleared={() => take(null)} />
        {pixels && <Seen pixels={pixels} size={size} />}
      </div>
      <div class="guessed">
        {says && <p class="bad" role="alert">{says()}</p>}
        {guesses.length ? <Guesses guesses={guesses} /> : <p class="soft">{_("Draw a digit, and see what each network takes it for.")}</p>}
      </div>
    </div>
  ); // prettier-ignore
}

async function predictions(names: string[], pixels: number[]): Promise<Guess[]> {
  const found = await Promise.all(names.map((name) => post<Predicted>(`predict?${named([name])}`, { pixels })));
  return found.flatMap(({ classes, members }, i) =>
    members.map(({ member, label, probabilities: said }) => {
      // Of two classes one number is told: how sure it is of the second.
      const probabilities = said.length === 1 ? [1 - said[0]!, said[0]!] : said;
      const key = `${names[i]}:${member}`;
      return { key, label, classes: classes ?? probabilities.map((_, each) => String(each)), probabilities };
    }),
  );
}

/** What the networks are given. */
function Seen({ pixels, size: [height, width] }: { pixels: number[]; size: [number, number] }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const pen = canvas.current!.getContext("2d")!;
    const picture = pen.createImageData(width, height);
    pixels.forEach((value, i) => picture.data.set([value, value, value, 255], 4 * i));
    pen.putImageData(picture, 0, 0);
  }, [pixels]);
  return (
    <figure class="seen">
      <canvas ref={canvas} width={width} height={height} role="img" aria-label={_("the drawing as the networks see it")} />
      <figcaption class="soft small">{_("as the networks see it, {h}×{w}", { h: height, w: width })}</figcaption>
    </figure>
  );
}

function Guesses({ guesses }: { guesses: Guess[] }) {
  const [all, setAll] = useState(false);
  const tops = guesses.map(({ classes, probabilities }) => classes[probabilities.indexOf(Math.max(...probabilities))]!);
  const counts = [...new Set(tops)].map((top) => ({ top, n: tops.filter((each) => each === top).length }));
  counts.sort((a, b) => b.n - a.n);
  return (
    <>
      <p class="votes" aria-live="polite">{counts.map(({ top, n }) => _("{class}: {n} of {all}", { class: top, n, all: guesses.length })).join(" · ")}</p>
      <ul class="guesses">
        {guesses.slice(0, all ? undefined : MANY).map((guess) => <Bars key={guess.key} guess={guess} />)}
      </ul>
      {!all && guesses.length > MANY && <button type="button" onClick={() => setAll(true)}>{_("Show all {n}", { n: guesses.length })}</button>}
    </>
  ); // prettier-ignore
}

function Bars({ guess: { label, classes, probabilities } }: { guess: Guess }) {
  const most = Math.max(...probabilities);
  const top = probabilities.indexOf(most);
  return (
    <li>
      <span class="name" title={label}>{label}</span>
      <span class="answer"><b>{classes[top]}</b> {percent(most)}</span>
      <span class="bars" aria-hidden="true">
        {probabilities.map((share, i) => (
          <span key={i} class={i === top ? "top" : ""}><i style={{ height: `${Math.max(share * 100, 2)}%` }} /><small>{classes[i]}</small></span>
        ))}
      </span>
    </li>
  ); // prettier-ignore
}
