// The runs of what is opened, as the chart's curves, and back.
import { representative } from "../chart/curves";
import type { ChartData, Curve } from "../chart/data";
import type { Look } from "./address";
import { lab } from "./server";
import type { Opened, Run } from "./types";

export function chartOf({ runs, metrics, settings }: Opened): ChartData {
  const curves = runs.map((run): Curve => ({ label: run.label, x: [], lines: {}, settings: run.settings, runs: [run] }));
  return { curves, metrics, settings: runs.length > 1 ? settings : [], palette: lab.value!.palette };
}

/** Which runs each of the chart's curves has, in its order. */
export function curvesIn({ runs }: Opened, together: boolean): Run[][] {
  const curves = new Map<number | Run, Run[]>();
  for (const run of runs) {
    const key = together ? run.network : run;
    curves.get(key)?.push(run) ?? curves.set(key, [run]);
  }
  return [...curves.values()];
}

/** The metric that is looked at. */
export const metricOf = ({ metrics }: Opened, { metric }: Look): string =>
  metrics.find(({ name }) => name === metric)?.name ?? metrics[0]?.name ?? "loss";

/** The run that stands for a curve: the one whose zones are shown. */
export const standing = (runs: Run[], metric: string): Run | undefined =>
  (representative({ label: "", x: [], lines: {}, settings: {}, runs }, metric) as Run | undefined) ?? runs[0];
