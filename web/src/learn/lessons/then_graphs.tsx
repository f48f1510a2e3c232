// Slopes by layer and losses by epoch; the activation is a line's colour, small weights make it dashed.
import { Graph, type Point } from "../graph";
import { COMBINATIONS, EPOCHS } from "./then_model";
import { _, count } from "../../lab/words";

/** One combination, by its place, and what is known of it. */
export interface Looked {
  i: number;
  slopes: number[];
  losses: number[];
}

const COLOURS: Record<string, string> = { sigmoid: "first", tanh: "second", relu: "third" };
const NAMES: Record<string, string> = { sigmoid: "sigmoid", tanh: "tanh", relu: "ReLU", glorot: "Glorot", he: "He" };

const styled = (i: number): string => {
  const { activation, start } = COMBINATIONS[i]!;
  return `${COLOURS[activation]} ${start === "small" ? "dashed" : ""}`;
};

/** Which are shown; each says its slopes and its loss. */
export function Shown({ looked, small, toggle }: { looked: Looked[]; small: number; toggle: (i: number) => void }) {
  return (
    <div class="then-shown" role="group" aria-label={_("networks that are shown")}>
      {COMBINATIONS.map(({ activation, start }, i) => {
        const { slopes, losses } = looked.find((each) => each.i === i) ?? { slopes: null, losses: [] };
        const begins = start === "small" ? _("small weights ({deviation})", { deviation: small }) : NAMES[start]!;
        return (
          <button key={i} type="button" aria-pressed={slopes !== null} onClick={() => toggle(i)}>
            <svg width="34" height="12" aria-hidden="true"><path class={`then-sample ${styled(i)}`} d="M2 6H32" /></svg>
            <span>{_("{activation}, {begins}", { activation: NAMES[activation]!, begins })}</span>
            <span class="soft small">
              {slopes && _("slopes, first ÷ last layer: {ratio}", { ratio: ratio(slopes) })}
              {losses.length > 0 && <>{" · "}{_("loss {loss}", { loss: losses.at(-1)!.toFixed(3) })}</>}
            </span>
          </button>
        );
      })}
    </div>
  ); // prettier-ignore
}

export function Slopes({ looked, depth }: { looked: Looked[]; depth: number }) {
  const points = looked.map(({ i, slopes }) => ({ i, of: slopes.map((each, l): Point => [l + 1, Math.log10(each)]) }));
  const lowest = Math.min(-6, ...points.flatMap(({ of }) => of.map(([, y]) => y).filter(Number.isFinite)));
  const layers = Array.from({ length: depth + 1 }, (_each, l) => l + 1);
  return (
    <Graph
      label={_("Mean size of slopes by layer, before training")}
      x={[0.8, depth + 1.2]}
      y={[Math.floor(lowest), 0]}
      xTicks={layers}
      xLabel={_("layer of weights, the last to the output")}
      shows={marked}
      height={230}
    >
      {(at) =>
        points.map(({ i, of }) => (
          <g key={i} class={styled(i)}>
            <path class={styled(i)} d={at.path(of)} />
            {of.filter(([, y]) => Number.isFinite(y)).map(([x, y]) => <circle key={x} class="then-dot" cx={at.x(x)} cy={at.y(y)} r="3" />)}
          </g>
        ))
      }
    </Graph>
  ); // prettier-ignore
}

export function Losses({ looked }: { looked: Looked[] }) {
  const guessing = Math.log(10);
  return (
    <Graph label={_("Loss on training data, by epoch")} x={[0, EPOCHS]} y={[0, 2.6]} xLabel={_("epoch")} height={230}>
      {(at) => (
        <>
          <line class="then-guess" x1={at.left} x2={at.right} y1={at.y(guessing)} y2={at.y(guessing)} />
          <text x={at.right} y={at.y(guessing) - 6} text-anchor="end">{_("guessing: {loss}", { loss: guessing.toFixed(2) })}</text>
          {looked.map(({ i, losses }) => <path key={i} class={styled(i)} d={at.path(losses.map((loss, n): Point => [n + 1, loss]))} />)}
        </>
      )}
    </Graph>
  ); // prettier-ignore
}

/** Layers are 1 and up, logarithms of slopes 0 and down. */
const marked = (value: number): string => (value > 0 ? String(value) : value === 0 ? "1" : ten(value));

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
/** "10⁻⁵" */
const ten = (power: number): string => `10⁻${[...String(-power)].map((digit) => RAISED[Number(digit)]).join("")}`;

function ratio(slopes: number[]): string {
  const value = slopes[0]! / slopes.at(-1)!;
  if (!Number.isFinite(value)) return "–";
  if (value >= 100) return count(Math.round(value));
  if (value >= 0.01 || value === 0) return String(Number(value.toPrecision(2)));
  const power = Math.floor(Math.log10(value));
  return `${(value / 10 ** power).toFixed(1)} × ${ten(power)}`;
}
