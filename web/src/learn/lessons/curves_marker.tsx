// Part one: finding the best epoch of a real run, and naming what comes before, around and after it.
import { useRef, useState } from "preact/hooks";
import type { Scale } from "../graph";
import { useNumbers, useText, useWhole } from "../kept";
import { Range } from "../range";
import { KINDS, SIGNS, type Kind } from "../verdicts";
import { bestZone } from "./curves_model";
import { Band, errorTicks, Legend, percent, Plot, rangeOf, zoneName } from "./curves_plot";
import { zonedRun, type Question } from "./curves_questions";
import { useMade } from "./curves_slices";
import { Wait } from "./curves_wait";
import { _ } from "../../lab/words";

/** The best epoch, and the first and the last of the zone around it. */
type Marks = [best: number, first: number, last: number];

export function Marker() {
  const [seed, setSeed] = useWhole("run", 13, 0, 1e6);
  const { value: run, failed } = useMade(`zoned ${seed}`, () => zonedRun(seed));
  useMade(run && `zoned ${seed + 1}`, () => zonedRun(seed + 1));
  return run ? <Marked key={seed} run={run} another={() => setSeed(seed + 1)} /> : <Wait failed={failed} />;
}

/** The marks with one of them moved; the best epoch pushes the zone's ends along, and they stop at it. */
export function moved([best, first, last]: Marks, which: number, to: number, epochs: number): Marks {
  const epoch = Math.min(Math.max(to, 1), epochs);
  if (which === 0) return [epoch, Math.min(first, epoch), Math.max(last, epoch)];
  return which === 1 ? [best, Math.min(epoch, best), last] : [best, first, Math.max(epoch, best)];
}

/** What the learner calls an epoch. */
const called = ([, first, last]: Marks, names: (Kind | null)[], epoch: number): Kind | null =>
  names[epoch < first ? 0 : epoch > last ? 2 : 1]!;

function Marked({ run, another }: { run: Question; another: () => void }) {
  const { epochs } = run;
  const start = [0.5, 0.4, 0.6].map((share) => Math.round(share * epochs));
  const [kept, setMarks] = useNumbers("marks", start, 1, epochs);
  const [letters, setLetters] = useText("names", "");
  const [shown, setShown] = useState(false);
  const held = useRef<number | null>(null);
  const [best, first, last] = kept.map(Math.round) as Marks;
  const marks: Marks = [best, Math.min(first, best), Math.max(last, best)];
  const names = [0, 1, 2].map((i) => KINDS.find((kind) => kind[0] === letters[i]) ?? null);
  const name = (i: number, kind: string) => setLetters([0, 1, 2].map((k) => (k === i ? kind : (names[k] ?? "-"))[0]).join(""));
  const move = (which: number, to: number) => setMarks(moved(marks, which, to, epochs));
  const drag = (epoch: number) => {
    held.current ??= nearest(marks, epoch);
    move(held.current, epoch);
  };
  const next = () => (setMarks(start), setLetters(""), another());
  const labels = [_("best epoch"), _("best zone: from"), _("best zone: to")];
  return (
    <>
      <div onPointerDownCapture={() => (held.current = null)}>
        <MarkedPlot run={run} marks={marks} names={names} shown={shown} drag={drag} />
      </div>
      <Legend of={shown ? ["train", "val", "fresh"] : ["train", "val"]} />
      <div class="curves-ranges">
        {labels.map((label, i) => <Range key={i} label={label} value={marks[i]!} set={(to) => move(i, to)} min={1} max={epochs} step={1} />)}
      </div>
      <div class="acts">
        {["A", "B", "C"].map((letter, i) => (
          <label key={letter} class="curves-zone">
            <b>{letter}</b>
            <select value={names[i] ?? ""} aria-label={_("name of zone {letter}", { letter })} onChange={(event) => name(i, event.currentTarget.value)}>
              <option value="" disabled>{_("which zone?")}</option>
              {KINDS.map((kind) => <option key={kind} value={kind}>{`${SIGNS[kind]} ${zoneName(kind)}`}</option>)}
            </select>
          </label>
        ))}
      </div>
      <p class="acts">
        <button type="button" class="strong" disabled={shown || names.includes(null)} onClick={() => setShown(true)}>{_("Show the answer")}</button>
        <button type="button" onClick={next}>{_("Another run")}</button>
      </p>
      <p role="status">{shown ? <Answer run={run} marks={marks} names={names} /> : _("Move the ★ to where the error on new examples is lowest, and the two lines to where it is at most 5 percent higher. Then name the three zones.")}</p>
    </>
  ); // prettier-ignore
}

const nearest = (marks: Marks, epoch: number): number =>
  [0, 1, 2].reduce((a, b) => (Math.abs(marks[b]! - epoch) < Math.abs(marks[a]! - epoch) ? b : a));

interface MarkedPlotProps {
  run: Question;
  marks: Marks;
  names: (Kind | null)[];
  shown: boolean;
  drag: (epoch: number) => void;
}

function Answer({ run: { fresh, epochs, truth }, marks, names }: Pick<MarkedPlotProps, "run" | "marks" | "names">) {
  const [from, to] = bestZone(fresh, epochs);
  const off = Math.abs(marks[0] - truth.best);
  const yours = fresh[marks[0] - 1]!;
  const above = yours / truth.lowest - 1;
  const truly = (epoch: number): Kind => (epoch < from ? "underfitting" : epoch > to ? "overfitting" : "good_fit");
  const same = Array.from({ length: epochs }, (_each, i) => i + 1).filter((epoch) => called(marks, names, epoch) === truly(epoch));
  return (
    <>
      {off === 0
        ? _("By the fresh sample epoch {best} is the best: just where you put the ★.", { best: truth.best })
        : _("By the fresh sample epoch {best} is the best, {off} from yours; at yours the error is {above} above the lowest.", { best: truth.best, off, above: percent(above) })}{" "}
      {_("The best zone goes from {from} to {to} (lower strip). You named {same} of {n} epochs as it does.", { from, to, same: same.length, n: epochs })}
    </>
  ); // prettier-ignore
}

function MarkedPlot({ run: { train, val, fresh, epochs, truth }, marks, names, shown, drag }: MarkedPlotProps) {
  const [best, first, last] = marks;
  const cut = (curve: number[]) => curve.slice(0, epochs);
  const [low, high] = rangeOf(cut(train), cut(val), cut(fresh));
  const rows = 0.2 * (high - low);
  const zone = bestZone(fresh, epochs);
  const zones = (at: Scale, [from, to]: [number, number], top: number, text: (i: number) => string, kinds: (Kind | null)[]) =>
    [[1, from - 1], [from, to], [to + 1, epochs]].map(([a, b], i) => <Band key={i} at={at} kind={kinds[i]!} from={a!} to={b!} top={top} height={20} text={text(i)} />); // prettier-ignore
  return (
    <Plot
      curves={{ train: cut(train), val: cut(val), ...(shown && { fresh: cut(fresh) }) }}
      epochs={epochs}
      y={[low, high + rows]}
      yTicks={errorTicks([low, high])}
      drag={drag}
      under={(at) => (
        <>
          {zones(at, [first, last], at.top, (i) => (names[i] ? zoneName(names[i]!) : "ABC"[i]!), names)}
          {shown && zones(at, zone, at.top + 22, (i) => zoneName(KINDS[i]!), [...KINDS])}
        </>
      )}
      over={(at) => (
        <>
          {[first - 1, last].map((epoch, i) => <line key={i} class="curves-end" x1={at.x(epoch)} x2={at.x(epoch)} y1={at.top} y2={at.bottom} />)}
          <line class="curves-best" x1={at.x(best)} x2={at.x(best)} y1={at.top + 20} y2={at.bottom} />
          <text class="curves-star" x={at.x(best)} y={at.bottom - 4} text-anchor="middle">★</text>
          {shown && <circle class="curves-true" cx={at.x(truth.best)} cy={at.y(truth.lowest)} r="6" />}
        </>
      )}
    />
  ); // prettier-ignore
}
