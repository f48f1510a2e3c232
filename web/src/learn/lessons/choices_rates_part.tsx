// Error curves by learning rate: three that stand, and one that is set.
import { useRef, useState } from "preact/hooks";
import { useFrames } from "../frames";
import { Graph, type Point, type Scale } from "../graph";
import { useNumber } from "../kept";
import { begin, goOn, over, STEPS, type Training } from "./choices_rates";
import { Key, markAt, MARKS, type Mark } from "./downhill_marks";
import { LearningRate } from "./downhill_parts";
import { _ } from "../../lab/words";

const STANDING: [Mark, number][] = [["square", 0.01], ["triangle", 0.3], ["diamond", 1]]; // prettier-ignore

export function Rates() {
  const [own, setOwn] = useNumber("own", 0.1, 0.001, 2);
  const rates: [Mark, number][] = [...STANDING, ["circle", own]];
  const curves = useCurves(rates.map(([, rate]) => rate));
  const kinds = { square: _("too small"), triangle: _("good"), diamond: _("too large"), circle: _("your own") };
  return (
    <>
      <Graph label={_("error by step, a curve for each learning rate")} x={[0, STEPS]} y={[-2, 1]} xTicks={[50, 100, 150, 200]} yTicks={[-2, -1, 0, 1]} shows={(tick) => String(tick > 1 ? tick : 10 ** tick)} xLabel={_("step")} yLabel={_("error")} height={320}>
        {(at) => rates.map(([mark], i) => <Curve key={mark} at={at} mark={mark} errors={curves[i]!} />)}
      </Graph>
      <LearningRate value={own} set={setOwn} least={0.001} most={2} />
      <table class="downhill-table">
        <thead><tr><th scope="col">{_("learning rate")}</th><th scope="col">{_("value")}</th><th scope="col">{_("error after {n} steps", { n: STEPS })}</th></tr></thead>
        <tbody>
          {rates.map(([mark, rate], i) => (
            <tr key={mark}><th scope="row"><Key mark={mark} /> {kinds[mark]}</th><td>{rate}</td><td>{last(curves[i]!)}</td></tr>
          ))}
        </tbody>
      </table>
    </>
  ); // prettier-ignore
}

function last(errors: number[]): string {
  if (errors.length <= STEPS) return "…";
  const error = errors.at(-1)!;
  return error < 1000 ? error.toFixed(3) : _("flown away");
}

/** The errors by step of each rate. They are computed a few milliseconds a frame, so that a slider never waits. */
function useCurves(rates: number[]): number[][] {
  const known = useRef(new Map<number, Training>());
  const [, draw] = useState(0);
  for (const rate of known.current.keys()) if (!rates.includes(rate)) known.current.delete(rate);
  for (const rate of rates) if (!known.current.has(rate)) known.current.set(rate, begin(rate));
  const trainings = rates.map((rate) => known.current.get(rate)!);
  const waiting = trainings.filter((each) => !over(each));
  useFrames(waiting.length > 0, () => {
    for (const each of waiting) goOn(each, 12 / waiting.length);
    draw((n) => n + 1);
  });
  return trainings.map(({ errors }) => errors);
}

/** Errors by their logarithm, with marks now and then. */
function Curve({ at, mark, errors }: { at: Scale; mark: Mark; errors: number[] }) {
  const points = errors.map((error, i): Point => [i, error < 1e9 ? Math.log10(error) : NaN]);
  const marked = points.filter(([i, y]) => i % 25 === 0 && y <= 1);
  return (
    <g class={MARKS[mark].kind}>
      <path class={mark === "circle" ? "choices-own" : ""} d={at.path(points)} />
      <path class="choices-mark" d={marked.map(([i, y]) => markAt(mark, at.x(i), at.y(y), 5)).join("")} />
    </g>
  );
}
