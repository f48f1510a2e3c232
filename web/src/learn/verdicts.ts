// What is true of a learning curve: whether the training was too short, about right or too long, by what a very large
// fresh sample shows (docs/diagnosis.md).
import { _ } from "../lab/words";

export { VERDICTS as SIGNS } from "../chart/colours";

export type Kind = "underfitting" | "good_fit" | "overfitting";
export const KINDS: readonly Kind[] = ["underfitting", "good_fit", "overfitting"];

export const nameOf = (kind: Kind): string =>
  ({ underfitting: _("underfitting"), good_fit: _("good fit"), overfitting: _("overfitting") })[kind];

/** Overfitting ends so far above the lowest error; underfitting would still fall so far below it. */
export const RISE = 0.05;
export const GAIN = 0.02;

export interface Truth {
  kind: Kind;
  /** The epoch of the lowest error, from 1. */
  best: number;
  lowest: number;
  /** How far the mean of the last three epochs (those not before the best) lies above the lowest, as a share of it. */
  rise: number;
  /** How far as many epochs again would fall below it. */
  gain: number;
}

/** The truth about the first `epochs` of a curve that goes on to twice as many. */
export function truthOf(fresh: ArrayLike<number>, epochs: number): Truth {
  const all = Array.from(fresh);
  const seen = all.slice(0, epochs);
  const lowest = Math.min(...seen);
  const best = seen.indexOf(lowest);
  const last = seen.slice(Math.max(epochs - 3, best));
  const rise = last.reduce((sum, each) => sum + each, 0) / last.length / lowest - 1;
  const gain = all.length > epochs ? 1 - Math.min(...all.slice(epochs, 2 * epochs)) / lowest : 0;
  return { kind: rise >= RISE ? "overfitting" : gain >= GAIN ? "underfitting" : "good_fit", best: best + 1, lowest, rise, gain };
}
