// The network with its numbers, as far as a stage has brought it.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { INPUTS, TARGETS, type Layer, type Step } from "./adjustment_model";
import { number, signed, STAGES, type Stage } from "./adjustment_stages";
import { _ } from "../../lab/words";

type Place = [number, number];
/** Where a unit stands, and where its words begin. */
interface Plan {
  width: number;
  height: number;
  unit: (layer: number, i: number) => Place;
  words: (layer: number, i: number, lines: number) => { x: number; y: number; anchor: "start" | "middle" | "end" };
  answer: (i: number) => Place;
  error: Place;
  /** Where an arrow stands that says which way a layer is gone through, and the arrows. */
  arrow: (layer: number) => Place;
  forward: string;
  back: string;
}
const RADIUS = 25;
const HIGH = 15; // of a row of words

/** From left to right. */
const WIDE: Plan = {
  width: 720,
  height: 306,
  unit: (layer, i) => [50 + 235 * layer, 88 + 130 * i],
  words: (layer, i, lines) => ({
    x: 50 + 235 * layer,
    y: i ? 218 + RADIUS + 18 : 88 - RADIUS - 9 - HIGH * (lines - 1),
    anchor: "middle",
  }),
  answer: (i) => [560, 76 + 130 * i],
  error: [560, 156],
  arrow: (layer) => [167 + 235 * layer, 52],
  forward: "→",
  back: "←",
};
/** From top to bottom, on a phone. */
const NARROW: Plan = {
  width: 336,
  height: 462,
  unit: (layer, i) => [98 + 140 * i, 32 + 150 * layer],
  words: (layer, i, lines) => ({
    x: i ? 238 + RADIUS + 5 : 98 - RADIUS - 5,
    y: 37 + 150 * layer - (HIGH / 2) * (lines - 1),
    anchor: i ? "start" : "end",
  }),
  answer: (i) => [10 + 170 * i, 384],
  error: [122, 452],
  arrow: (layer) => [34, 114 + 150 * layer],
  forward: "↓",
  back: "↑",
};

interface NetworkProps {
  stage: Stage;
  now: Step;
  next: Step;
}

export function Network(props: NetworkProps) {
  const place = useRef<HTMLDivElement>(null);
  const [plan, setPlan] = useState(WIDE);
  useLayoutEffect(() => {
    const watch = new ResizeObserver(([entry]) => setPlan(entry!.contentRect.width < 560 ? NARROW : WIDE));
    watch.observe(place.current!);
    return () => watch.disconnect();
  }, []);
  return (
    <div ref={place} class="adjustment-network">
      <svg viewBox={`0 0 ${plan.width} ${plan.height}`} role="img" aria-label={_("The network; its numbers are in the text and in the table below.")}>
        <Connections layer={0} plan={plan} {...props} />
        <Connections layer={1} plan={plan} {...props} />
        {[0, 1, 2].map((layer) => [0, 1].map((i) => <Unit key={`${layer}${i}`} layer={layer} i={i} plan={plan} {...props} />))}
        <Answer plan={plan} {...props} />
      </svg>
    </div>
  ); // prettier-ignore
}

const reached = (stage: Stage, wanted: Stage): boolean => STAGES.indexOf(stage) >= STAGES.indexOf(wanted);
const layerOf = (params: { hidden: Layer; output: Layer }, layer: number): Layer => (layer ? params.output : params.hidden);

interface PartProps extends NetworkProps {
  layer: number;
  plan: Plan;
}

/** The connections into a layer: weights, and at their stage how these are changed. */
function Connections({ layer, plan, stage, now, next }: PartProps) {
  const { weights } = layerOf(stage === "after" ? next.params : now.params, layer);
  const changes = layerOf(now.changes, layer).weights;
  const lit = stage === "change" || stage === (layer ? "output" : "hidden") || (layer === 1 && stage === "back");
  const ways = weights.flatMap((row, to) => row.map((weight, from) => ({ to, from, weight, change: changes[to]![from]! })));
  const [arrowX, arrowY] = plan.arrow(layer);
  return (
    <g>
      {lit && stage !== "change" && <text class="adjustment-arrow" x={arrowX} y={arrowY} text-anchor="middle">{stage === "back" ? plan.back : plan.forward}</text>}
      {ways.map(({ to, from, weight, change }) => {
        const size = stage === "change" ? 22 * Math.abs(change) : 3 * Math.abs(weight);
        const way = shortened(plan.unit(layer, from), plan.unit(layer + 1, to));
        return <path key={`${from}${to}`} class={lit ? signOf(stage === "change" ? change : weight) : "adjustment-dim"} stroke-width={lit ? 1 + Math.min(size, 7) : 1.5} d={way} />;
      })}
      {ways.map(({ to, from, weight, change }) => {
        const [x, y] = between(plan.unit(layer, from), plan.unit(layer + 1, to), from === to ? 0.5 : 0.29);
        return (
          <text key={`${from}${to}`} class={lit ? "" : "adjustment-soft"} x={x} y={y + (stage === "change" ? -2 : 4)} text-anchor="middle">
            <tspan x={x}>{number(weight)}</tspan>
            {stage === "change" && <tspan x={x} dy={HIGH} class={signOf(change)}>{signed(change)}</tspan>}
          </text>
        );
      })}
    </g>
  ); // prettier-ignore
}

function Unit({ layer, i, plan, stage, now, next }: PartProps & { i: number }) {
  const known = layer === 0 || reached(stage, layer === 1 ? "hidden" : "output");
  const step = stage === "after" ? next : now;
  const [x, y] = plan.unit(layer, i);
  const value = [INPUTS, step.hidden, step.outputs][layer]![i]!;
  const lit = stage === (["", "hidden", "output"] as const)[layer] || (stage === "after" && layer === 2);
  const words: Word[] = layer === 0 ? [[_("input {i}", { i: i + 1 })]] : unitWords(layer, i, stage, step, known);
  const { x: wordsX, y: wordsY, anchor } = plan.words(layer, i, words.length);
  return (
    <g>
      <circle class={lit ? "adjustment-lit" : "adjustment-unit"} cx={x} cy={y} r={RADIUS} />
      <text class="adjustment-value" x={x} y={y + 5} text-anchor="middle">{known ? number(value) : "?"}</text>
      <text text-anchor={anchor}>
        {words.map(([word, kind], k) => <tspan key={k} x={wordsX} y={wordsY + HIGH * k} class={kind}>{word}</tspan>)}
      </text>
    </g>
  ); // prettier-ignore
}

/** A text and its class. */
type Word = [string, string?];

/** Bias, sum and blame, as far as they are known. */
function unitWords(layer: number, i: number, stage: Stage, step: Step, known: boolean): Word[] {
  const [sums, blame] = layer === 1 ? [step.hiddenSums, step.hiddenBlame] : [step.outputSums, step.outputBlame];
  const blamed = stage !== "after" && reached(stage, layer === 1 ? "back" : "blame");
  const change = layerOf(step.changes, layer - 1).biases[i]!;
  const words: Word[] = [[`b ${number(layerOf(step.params, layer - 1).biases[i]!)}`]];
  if (stage === "change") words.push([signed(change), signOf(change)]);
  else if (known) words.push([`Σ ${number(sums[i]!)}`]);
  if (blamed) words.push([`δ ${signed(blame[i]!)}`, "adjustment-blame"]);
  return words;
}

/** Targets, differences and the error, at the network's end. */
function Answer({ plan, stage, now, next }: NetworkProps & { plan: Plan }) {
  const step = stage === "after" ? next : now;
  const known = reached(stage, "error");
  const [x, y] = plan.error;
  return (
    <g>
      {[0, 1].map((i) => {
        const [left, top] = plan.answer(i);
        const words = [_("target {t}", { t: TARGETS[i]! }), known && _("difference {d}", { d: signed(step.differences[i]!) }), known && _("squared {s}", { s: number(step.squares[i]!) })];
        return <text key={i}>{words.map((word, k) => word && <tspan key={k} x={left} y={top + (HIGH + 1) * k}>{word}</tspan>)}</text>;
      })}
      {known && <text class="adjustment-error" x={x} y={y}>{_("error {e}", { e: number(step.error) })}</text>}
    </g>
  ); // prettier-ignore
}

const signOf = (value: number): string => (value < 0 ? "adjustment-minus" : "adjustment-plus");
const between = ([x0, y0]: Place, [x1, y1]: Place, share: number): Place => [x0 + share * (x1 - x0), y0 + share * (y1 - y0)];

/** A line between two units, from rim to rim. */
function shortened(from: Place, to: Place): string {
  const share = RADIUS / Math.hypot(to[0] - from[0], to[1] - from[1]);
  const points = [between(from, to, share), between(to, from, share)];
  return `M${points.map((point) => point.map((each) => each.toFixed(1)).join(" ")).join("L")}`;
}
