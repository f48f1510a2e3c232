// What came of the trainings: a table of all that are shown, and their error against the number of digits.
import { Graph, type Point } from "../graph";
import { differInSize, interval, resultOf } from "./taming_model";
import { common } from "../../chart/curves";
import { verdictText } from "../../chart/describe";
import { curvesIn } from "../../lab/curves";
import { grown, opened } from "../../lab/opened";
import type { Run } from "../../lab/types";
import { _, count } from "../../lab/words";

/** The networks that are shown, each with its seeds. */
function networks(): Run[][] {
  grown.value;
  return opened.value ? curvesIn(opened.value, true).filter((runs) => runs.some(resultOf)) : [];
}

export function Results() {
  const shown = networks();
  if (!shown.length) return null;
  const experiments = shown.map(([first]) => first!.experiment);
  return (
    <div class="scroll">
      <table class="taming-table">
        <caption>{shown.some((runs) => runs.length > 1) ? _("mean of the seeds, and its interval (95%)") : _("trained here")}</caption>
        <thead>
          <tr>
            {["", _("best validation loss"), _("best epoch"), _("last validation loss"), _("last validation accuracy"), _("verdict")].map((name) => <th key={name} scope="col">{name}</th>)}
          </tr>
        </thead>
        <tbody>
          {shown.map((runs) => <Network key={runs[0]!.name} runs={runs} alone={experiments.filter((name) => name === runs[0]!.experiment).length === 1} />)}
        </tbody>
      </table>
    </div>
  ); // prettier-ignore
}

/** The experiment, and which of its networks where it has several; beside others the label says both. */
function nameOf({ experiment, network_label: label }: Run, alone: boolean): string {
  return alone ? experiment : label.startsWith(`${experiment}:`) ? label : `${experiment}: ${label}`;
}

function Network({ runs, alone }: { runs: Run[]; alone: boolean }) {
  const [first] = runs as [Run];
  const results = runs.map(resultOf).filter((each) => each !== null);
  const epochs = results.map(({ epoch }) => epoch);
  const [from, to] = [Math.min(...epochs), Math.max(...epochs)];
  const verdict = common({ label: "", x: [], lines: {}, settings: {}, runs }, "loss");
  const text = (values: number[]) => {
    const { mean, half } = interval(values);
    return half === null ? mean.toFixed(4) : `${mean.toFixed(4)} ± ${half.toFixed(4)}`;
  };
  return (
    <tr>
      <th scope="row">{nameOf(first, alone)}</th>
      <td>{text(results.map(({ best }) => best))}</td>
      <td>{from === to ? from : `${from}–${to}`}</td>
      <td>{text(results.map(({ last }) => last))}</td>
      <td>{text(results.map(({ accuracy }) => accuracy))}</td>
      <td>{verdict ? verdictText(verdict) : "–"}</td>
    </tr>
  ); // prettier-ignore
}

/** Of those that differ in nothing but the number of digits. */
export function ErrorBySize() {
  const points = differInSize(networks())
    .map((runs): Point => {
      const errors = runs.map(resultOf).filter((each) => each !== null).map(({ accuracy }) => 100 * (1 - accuracy));
      return [Math.log10(runs[0]!.settings["train_size"] as number), interval(errors).mean];
    })
    .sort(([a], [b]) => a - b); // prettier-ignore
  if (points.length < 2) return null;
  const most = Math.max(...points.map(([, error]) => error));
  const ticks = points.map(([x]) => x).filter((x, i, all) => all.indexOf(x) === i);
  const label = points.map(([x, error]) => _("{n} digits: {error}% wrong", { n: count(Math.round(10 ** x)), error: error.toFixed(1) })).join(", ");
  return (
    <figure class="taming-figure">
      <Graph label={label} x={[ticks[0]! - 0.1, ticks.at(-1)! + 0.1]} y={[0, Math.ceil(most / 5) * 5]} xTicks={ticks} shows={(value) => (ticks.includes(value) ? count(Math.round(10 ** value)) : String(value))} xLabel={_("digits to learn from")} yLabel={_("% wrong")} height={190}>
        {(at) => (
          <>
            <path class="first" d={at.path(points)} />
            {points.map(([x, error], i) => <circle key={i} class="taming-point" cx={at.x(x)} cy={at.y(error)} r="4"><title>{error.toFixed(1)}%</title></circle>)}
          </>
        )}
      </Graph>
      <figcaption>{label}</figcaption>
    </figure>
  ); // prettier-ignore
}
