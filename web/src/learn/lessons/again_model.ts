// The same training data, shown epoch after epoch; what the network is after each is kept.
import { gradient, makeNet, meanLoss, predict, type Net } from "../net";
import { sgd } from "../optimizers";
import { normal, random, shuffled } from "../random";
import type { Point } from "../graph";

export const EXAMPLES = 24;
export const HIDDEN = 12;
export const RATE = 0.007;
export const MOST = 200;
/** Starts that a learner can have. */
export const STARTS = 10;
/** Inputs lie from −REACH to REACH, and a little further. */
export const REACH = 4;

/** Points near a sine, with noise; always the same. */
export const POINTS: readonly Point[] = points();

function points(): Point[] {
  const chance = random(7);
  return Array.from({ length: EXAMPLES }, (_, i) => {
    const x = REACH * ((2 * (i + 0.5)) / EXAMPLES - 1 + 0.1 * (chance() - 0.5));
    return [x, Math.sin((Math.PI * x) / 5) + 0.12 * normal(chance)];
  });
}

/** The network after an epoch, and its mean squared error on the training data. */
export interface Snapshot {
  net: Net;
  error: number;
}
export interface Run {
  /** In which the examples are shown, in every epoch. */
  order: number[];
  /** By epoch, from 0. */
  snapshots: Snapshot[];
}

export function run(seed: number): Run {
  const chance = random(seed);
  const net = makeNet({ sizes: [1, HIDDEN, 1], activation: "tanh", loss: "mse" }, chance, 0.1);
  const order = shuffled(EXAMPLES, chance);
  const inputs = POINTS.map(([x]) => [x]);
  const targets = POINTS.map(([, y]) => [y]);
  const move = sgd(RATE);
  const now = (): Snapshot => ({ net: { ...net, params: net.params.slice() }, error: meanLoss(net, inputs, targets) });
  const snapshots = [now()];
  while (snapshots.length <= MOST) {
    for (const i of order) move(net.params, gradient(net, [inputs[i]!], [targets[i]!]).slopes);
    snapshots.push(now());
  }
  return { order, snapshots };
}

export const answer = (net: Net, x: number): number => predict(net, [x])[0]!;

/** What the network sees: its answers over all inputs. */
export const curveOf = (net: Net): Point[] =>
  Array.from({ length: 61 }, (_, i) => {
    const x = 1.05 * REACH * (i / 30 - 1);
    return [x, answer(net, x)];
  });
