// From runs to curves: the seeds of a network as one curve with a band, or each run by itself.
import type { Curve, Line, Metric, Numbers, Run, Verdict } from "./data";

/** 1 to n, as most runs count them: made once for all that have as many. */
let counted: number[] = [];

export function epochsOf({ epochs }: Run): number[] {
  if (typeof epochs !== "number") return epochs;
  if (counted.length !== epochs) counted = Array.from({ length: epochs }, (_, i) => i + 1);
  return counted;
}

/** Each run as a curve, or with `together` the runs of a network as one; with `gap` also their gaps. */
export function curvesOf(runs: Run[], metrics: Metric[], together: boolean, gap: boolean): Curve[] {
  const networks = new Map<number | Run, Run[]>();
  for (const run of runs) {
    const key = together ? run.network : run;
    const members = networks.get(key);
    if (members) members.push(run);
    else networks.set(key, [run]);
  }
  return [...networks.values()].map((members) => curveOf(members, metrics, together, gap));
}

function curveOf(members: Run[], metrics: Metric[], together: boolean, gap: boolean): Curve {
  const first = members[0]!;
  // A seed that diverged would end the mean of all: it counts in the verdict, not in the line.
  const sound = members.filter((run) => !Object.values(run.diagnoses).some((d) => d.verdict === "diverged"));
  const drawn = sound.length ? sound : members;
  const x = union(drawn.map(epochsOf));
  const on = (name: string) =>
    drawn.map((run) => run.metrics[name] && placed(run.metrics[name], epochsOf(run), x));
  const lines: Record<string, Line> = {};
  for (const { name: metric, score } of metrics) {
    const [train, val] = [on(metric), on(`val_${metric}`)];
    // Positive where a network does better on what it learnt from.
    const between = gap ? val.map((v, i) => v && train[i] && v.map((value, at) => minus(value, train[i]![at], score ? -1 : 1))) : [];
    for (const [name, values] of [[metric, train], [`val_${metric}`, val], [`gap_${metric}`, between]] as const) {
      const known = values.filter((each): each is Numbers => !!each);
      if (known.length) lines[name] = summary(known);
    }
  }
  const label = together ? first.network_label : first.label;
  return { label, x, lines, settings: first.settings, runs: members };
}

/** Values at `from`, placed on an axis that has all of these and perhaps more, both in order. */
export function placed(values: Numbers, from: number[], axis: number[]): Numbers {
  if (from.length === axis.length) return values;
  const at = new Map(from.map((x, i) => [x, values[i]!]));
  return axis.map((x) => at.get(x) ?? null);
}

/** All values of several axes, in order; mostly they are the same ones. */
export function union(axes: number[][]): number[] {
  const [first = []] = axes;
  const alike = axes.every((axis) => axis === first || (axis.length === first.length && axis.every((x, i) => x === first[i])));
  return alike ? first : [...new Set(axes.flat())].sort((a, b) => a - b);
}

function minus(val: number | null, train: number | null | undefined, sign: number): number | null {
  return val == null || train == null ? null : sign * (val - train);
}

/** Mean, lowest and highest where every run has a value: a mean over those left would jump as they end. */
function summary(runs: Numbers[]): Line {
  if (runs.length === 1) return { mid: runs[0]! };
  const line = { mid: [] as Numbers, low: [] as Numbers, high: [] as Numbers };
  for (let i = 0; i < runs[0]!.length; i++) {
    const values = runs.map((run) => run[i]!);
    const whole = values.every((value) => value != null);
    line.mid.push(whole ? values.reduce((a, b) => a + b, 0) / values.length : null);
    line.low.push(whole ? Math.min(...values) : null);
    line.high.push(whole ? Math.max(...values) : null);
  }
  return line;
}

/** The run that stands for the seeds in zones and best epochs: the middle one by its best epoch, of those
 * that have the verdict of most; none where they don't agree. */
export function representative(curve: Curve, metric: string): Run | undefined {
  const most = common(curve, metric);
  const alike = curve.runs.filter((run) => most && run.diagnoses[metric]?.verdict === most);
  alike.sort((a, b) => (a.diagnoses[metric]!.best_epoch ?? 0) - (b.diagnoses[metric]!.best_epoch ?? 0));
  return alike[(alike.length - 1) >> 1];
}

/** The verdict that more than half of a curve's runs have, else undecided; undefined where none is judged. */
export function common({ runs }: Curve, metric: string): Verdict | undefined {
  const verdicts = runs.map((run) => run.diagnoses[metric]?.verdict);
  const most = verdicts.find((each) => verdicts.filter((other) => other === each).length > verdicts.length / 2);
  return most ?? (verdicts.some(Boolean) ? "undecided" : undefined);
}
