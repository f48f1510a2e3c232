// How a learning curve is read: its best zone, and what the lecture makes of it.
import { RISE, truthOf, type Kind } from "../verdicts";

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
