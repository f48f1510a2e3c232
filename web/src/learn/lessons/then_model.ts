// Deep networks as they began and as they begin now: their first slopes, layer by layer, and how they train.
import { gradient, makeNet, type Activation, type Net, type Start } from "../net";
import { sgd, type Optimizer } from "../optimizers";
import { random, shuffled, type Random } from "../random";
import { INPUTS, TARGETS } from "./then_digits";

export const WIDTH = 16;
export const EPOCHS = 60;
const BATCH = 10;
/** The slopes are looked at over so many digits: enough for a picture, and quick enough for a slider. */
const FIRST = 20;

/** "small" is a deviation that the learner sets. */
export interface Combination {
  activation: Activation;
  start: "small" | "glorot" | "he";
}

export const COMBINATIONS: Combination[] = [
  { activation: "sigmoid", start: "small" },
  { activation: "sigmoid", start: "glorot" },
  { activation: "tanh", start: "small" },
  { activation: "tanh", start: "glorot" },
  { activation: "relu", start: "small" },
  { activation: "relu", start: "he" },
];

/** What all networks have alike. */
export interface Setting {
  /** Hidden layers. */
  depth: number;
  seed: number;
  /** The deviation of small weights. */
  small: number;
}

export function network({ activation, start }: Combination, { depth, seed, small }: Setting): Net {
  const deviation: Start = start === "small" ? small : start;
  const sizes = [64, ...Array<number>(depth).fill(WIDTH), 10];
  return makeNet({ sizes, activation, loss: "categorical" }, random(seed), deviation);
}

/** For each layer, the mean size of the slopes of the loss by its weights. */
export function slopesByLayer(net: Net): number[] {
  const { slopes } = gradient(net, INPUTS.slice(0, FIRST), TARGETS.slice(0, FIRST));
  return net.layers.map(({ weights, biases }) => {
    const own = slopes.subarray(weights, biases);
    return own.reduce((sum, each) => sum + Math.abs(each), 0) / own.length;
  });
}

export interface Trainee {
  net: Net;
  optimizer: Optimizer;
  chance: Random;
  /** What is left of the epoch: digits by their places. */
  order: number[];
  /** The sum of its batches' losses. */
  sum: number;
  /** The mean loss of each epoch that is over, as it was met in training. */
  losses: number[];
}

export function trainee(combination: Combination, setting: Setting, rate: number): Trainee {
  const chance = random(setting.seed + 1);
  const order = shuffled(INPUTS.length, chance);
  return { net: network(combination, setting), optimizer: sgd(rate), chance, order, sum: 0, losses: [] };
}

/** One step, of one batch. */
function step(one: Trainee): void {
  const batch = one.order.splice(0, BATCH);
  const { loss, slopes } = gradient(one.net, batch.map((i) => INPUTS[i]!), batch.map((i) => TARGETS[i]!)); // prettier-ignore
  one.optimizer(one.net.params, slopes);
  one.sum += loss * batch.length;
  if (one.order.length) return;
  one.losses.push(one.sum / INPUTS.length);
  [one.order, one.sum] = [shuffled(INPUTS.length, one.chance), 0];
}

/** Trains for about so many milliseconds, who is behind first; whether anything is left to train. */
export function train(all: Trainee[], milliseconds: number): boolean {
  const end = performance.now() + milliseconds;
  const done = ({ losses, order }: Trainee) => losses.length + 1 - order.length / INPUTS.length;
  for (;;) {
    const left = all.filter(({ losses }) => losses.length < EPOCHS);
    if (!left.length) return false;
    if (performance.now() >= end) return true;
    step(left.reduce((a, b) => (done(b) < done(a) ? b : a)));
  }
}
