// Rows of history.jsonl, put at the ends of the curves that they belong to.
import type { Metric, Numbers } from "../chart/data";
import type { Measured, Opened, Row, Run } from "./types";

/** The rows of one experiment; those that are known already change nothing. */
export function grow(opened: Opened, experiment: string, measured: Measured[]): void {
  const its = <T extends { experiment: string; member: number }>(all: T[]) =>
    new Map(all.filter((each) => each.experiment === experiment).map((each) => [each.member, each]));
  const [runs, rows] = [its(opened.runs), its(opened.rows)];
  for (const each of measured) {
    const [run, row] = [runs.get(each.member), rows.get(each.member)];
    if (run) extend(run, each, opened.metrics);
    if (run && row) renew(row, run, each);
  }
}

function extend(run: Run, measured: Measured, metrics: Metric[]): void {
  const at = placeOf(run, measured.epoch);
  if (at < 0) return;
  const n = typeof run.epochs === "number" ? run.epochs : run.epochs.length;
  for (const { name } of metrics) {
    for (const key of [name, `val_${name}`]) {
      const value = measured[key];
      if (typeof value !== "number" && !(key in run.metrics)) continue;
      const values = (run.metrics[key] ??= new Array<null>(n - 1).fill(null) as Numbers);
      while (values.length < n) values.push(null);
      values[at] = typeof value === "number" ? value : null;
    }
  }
}

/** Where an epoch stands among a run's, which gets it if it is new; -1 of one that was left out between others. */
function placeOf(run: Run, epoch: number): number {
  if (typeof run.epochs === "number") {
    if (Number.isInteger(epoch) && epoch >= 1 && epoch <= run.epochs) return epoch - 1;
    if (epoch === run.epochs + 1) return run.epochs++;
    run.epochs = Array.from({ length: run.epochs }, (_, i) => i + 1);
  }
  const known = run.epochs.lastIndexOf(epoch);
  return known >= 0 || epoch < (run.epochs.at(-1) ?? 0) ? known : run.epochs.push(epoch) - 1;
}

/** The table tells the last epoch, and the one with the lowest loss on validation data. */
function renew(row: Row, run: Run, measured: Measured): void {
  const { val_loss: loss } = measured;
  const best = row.best_epoch === null ? null : run.metrics["val_loss"]?.[placeOf(run, row.best_epoch)];
  if (typeof loss === "number" && (best == null || loss < best)) row.best_epoch = measured.epoch;
  if (measured.epoch < (row.epochs ?? 0)) return;
  row.epochs = measured.epoch;
  for (const name of ["loss", "accuracy", "val_loss", "val_accuracy"] as const) {
    const value = measured[name];
    if (typeof value === "number") row[name] = value;
  }
}
