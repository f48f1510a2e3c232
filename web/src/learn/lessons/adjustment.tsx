// One network, one example: forward, error, blame going back, changes, and again.
import { useMemo } from "preact/hooks";
import { Choice } from "../choice";
import { Graph } from "../graph";
import { useOneOf, useWhole } from "../kept";
import { LessonPage } from "../page";
import { Range } from "../range";
import { walk, type Layer, type Params, type Step } from "./adjustment_model";
import { Network } from "./adjustment_network";
import { number, saysOf, signed, stageNames, STAGES, type Stage } from "./adjustment_stages";
import { _ } from "../../lab/words";

const RATES = ["0.1", "0.5", "1", "2", "5"];
const MOST = 100;

export default function AdjustmentLesson() {
  return (
    <LessonPage
      tells={[
        _("A [network](network) learns from its [error](error). This one has two [inputs](input), two [hidden](hidden layer) [units](unit) and two [outputs](output), and sees one [example](example), again and again. On each [connection](connection) stands its [weight](weight); a unit's output is the [sigmoid function](sigmoid function) of its [weighted sum](weighted sum) and [bias](bias)."),
        _("Its answer is 0.8 where the [target](target) is 1, and 0.4 where it is 0. **Which weight is to blame?** [Back-propagation](back-propagation) tells: the blame goes from the outputs back along the connections, and gives the [slope](slope) of the error by every weight and bias."),
        _("Each is then changed a little against its slope; the [learning rate](learning rate) says how far. That is one [step](step) of [learning](learning). **Walk through one with Next**, then take more: what becomes of the error?"),
      ]}
      question={{
        asks: _("Suppose input 2 of this example were 0. How would the weights that lead from it change in this step?"),
        choices: [_("Not at all."), _("They would change more, to make up for it."), _("They would become 0.")],
        right: 0,
        because: _("A weight changes by −learning rate × blame × what came along it. Nothing came along, so it had no part in the error, and stays as it is."),
      }}
    >
      <Walk />
    </LessonPage>
  ); // prettier-ignore
}

function Walk() {
  const [rateText, setRate] = useOneOf("rate", RATES, "1");
  const [stage, setStage] = useOneOf("stage", STAGES, "hidden");
  const [n, setStep] = useWhole("step", 1, 1, MOST);
  const rate = Number(rateText);
  const steps = useMemo(() => walk(rate, MOST + 1), [rate]);
  const [now, next] = [steps[n - 1]!, steps[n]!];
  const [first, last] = [n === 1 && stage === "hidden", n === MOST && stage === "after"];
  const go = (by: 1 | -1) => {
    const at = STAGES.indexOf(stage) + by;
    setStage(STAGES[(at + STAGES.length) % STAGES.length]!);
    if (at < 0 || at === STAGES.length) setStep(n + by);
  };
  return (
    <>
      <p class="acts">
        <button type="button" disabled={first} onClick={() => go(-1)}>{_("Back")}</button>
        <button type="button" class="strong" disabled={last} onClick={() => go(1)}>{_("Next")}</button>
        <button type="button" disabled={n === MOST} onClick={() => setStep(n + 1)}>{_("A whole step")}</button>
        <Choice label={_("learning rate")} of={RATES.map((each) => [each, each])} value={String(rate)} set={setRate} />
      </p>
      <Range label={_("step")} value={n} set={setStep} min={1} max={MOST} step={1} />
      <Choice<Stage> label={_("stage")} of={stageNames()} value={stage} set={setStage} />
      <Network stage={stage} now={now} next={next} />
      <p class="soft small adjustment-key">{_("Σ weighted sum with bias · b bias · δ blame · blue: plus, orange and dashed: minus · the wider, the larger")}</p>
      <p class="adjustment-says" role="status">{saysOf(stage, now, next, rate)}</p>
      <Errors steps={steps} done={stage === "after" ? n : n - 1} />
      <details>
        <summary>{_("All weights and biases of this step")}</summary>
        <Table now={now} />
      </details>
    </>
  ); // prettier-ignore
}

/** The error before any step, and after each that is done. */
function Errors({ steps, done }: { steps: Step[]; done: number }) {
  const errors = steps.slice(0, done + 1).map(({ error }, i) => [i, error] as const);
  return (
    <Graph label={_("The error after each step; now {e}", { e: number(steps[done]!.error) })} x={[0, Math.max(10, done)]} y={[0, 0.2]} yTicks={[0, 0.1, 0.2]} height={128} xLabel={_("steps done")} yLabel={_("error")}>
      {({ x, y, path }) => (
        <>
          <path class="first" d={path(errors)} />
          <circle class="adjustment-here" cx={x(done)} cy={y(steps[done]!.error)} r={5} />
        </>
      )}
    </Graph>
  ); // prettier-ignore
}

/** Where a parameter is, before it and what becomes of it. */
function rowsOf({ params, changes, changed }: Step): [string, number, number, number][] {
  const of = (part: keyof Params, name: (unit: number, from: number | null) => string) => {
    const row = (unit: number, take: (layer: Layer) => number, from: number | null): [string, number, number, number] =>
      [name(unit + 1, from), take(params[part]), take(changes[part]), take(changed[part])]; // prettier-ignore
    return [0, 1].flatMap((unit) => [
      ...[0, 1].map((from) => row(unit, ({ weights }) => weights[unit]![from]!, from + 1)),
      row(unit, ({ biases }) => biases[unit]!, null),
    ]);
  };
  return [
    ...of("hidden", (unit, from) => from === null ? _("bias of hidden unit {unit}", { unit }) : _("input {from} → hidden unit {unit}", { from, unit })),
    ...of("output", (unit, from) => from === null ? _("bias of output {unit}", { unit }) : _("hidden unit {from} → output {unit}", { from, unit })),
  ]; // prettier-ignore
}

function Table({ now }: { now: Step }) {
  return (
    <div class="scroll">
      <table class="adjustment-table">
        <thead><tr><th scope="col">{_("weight or bias")}</th><th scope="col">{_("before")}</th><th scope="col">{_("change")}</th><th scope="col">{_("after")}</th></tr></thead>
        <tbody>
          {rowsOf(now).map(([name, before, change, after]) => <tr key={name}><th scope="row">{name}</th><td>{number(before)}</td><td>{signed(change)}</td><td>{number(after)}</td></tr>)}
        </tbody>
      </table>
    </div>
  ); // prettier-ignore
}
