// What is true of a learning curve: whether the training was too short, about right or too long, by what a very large
// fresh sample shows (docs/diagnosis.md); and how the lecture reads the same curves.

export type Kind = "underfitting" | "good_fit" | "overfitting";
export const KINDS: readonly Kind[] = ["underfitting", "good_fit", "overfitting"];

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

/** The first and the last epoch of the best zone: around the best one, as long as the error is at most 5 % higher. */
export function bestZone(fresh: ArrayLike<number>, epochs: number): [number, number] {
  const { best, lowest } = truthOf(fresh, epochs);
  const good = (epoch: number) => epoch >= 1 && epoch <= epochs && fresh[epoch - 1]! <= (1 + RISE) * lowest;
  let [first, last] = [best, best];
  while (good(first - 1)) first--;
  while (good(last + 1)) last++;
  return [first, last];
}

/** A curve falls no more where its mean over the last fifth of the epochs is not 1 % below that over the fifth before. */
export const STILL = 0.01;

/** By what share of itself a curve fell from the last fifth but one to the last. */
export function lastFall(curve: ArrayLike<number>, epochs: number): number {
  const fifth = Math.max(Math.round(epochs / 5), 1);
  const sum = (end: number) => Array.from({ length: fifth }, (_, i) => curve[end - 1 - i]!).reduce((a, b) => a + b, 0);
  return 1 - sum(epochs) / sum(epochs - fifth);
}

/** As the lecture draws it: overfitting begins where the error on new examples falls no more, while that on the
 * training data does. */
export function lectureReads(train: ArrayLike<number>, fresh: ArrayLike<number>, epochs: number): Kind {
  if (lastFall(fresh, epochs) >= STILL) return "underfitting";
  return lastFall(train, epochs) >= STILL ? "overfitting" : "good_fit";
}
