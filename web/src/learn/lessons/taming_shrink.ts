// A small network that overfits noise, with a penalty on its weights: to see them shrink.
import { gradient, makeNet, type Net } from "../net";
import { normal, random } from "../random";
import { sgd } from "../optimizers";

const [INPUTS, UNITS, EXAMPLES, RATE] = [12, 16, 40, 0.5];

export interface Small {
  net: Net;
  inputs: number[][];
  targets: number[][];
}

/** Twelve inputs, of which two say something; the others are noise. */
export function makeSmall(): Small {
  const chance = random(7);
  const net = makeNet({ sizes: [INPUTS, UNITS, 1], activation: "tanh", loss: "binary" }, chance);
  const inputs = Array.from({ length: EXAMPLES }, () => Array.from({ length: INPUTS }, () => normal(chance)));
  const targets = inputs.map(([a, b]) => [a! + b! + normal(chance) > 0 ? 1 : 0]);
  return { net, inputs, targets };
}

/** Adds the penalty's slopes: l1 · sign(w) + 2 · l2 · w, of weights, not of biases. */
export function penalise({ layers, params }: Net, slopes: Float64Array, l1: number, l2: number): void {
  for (const { weights, biases } of layers) {
    for (let i = weights; i < biases; i++) slopes[i]! += l1 * Math.sign(params[i]!) + 2 * l2 * params[i]!;
  }
}

export function shrink({ net, inputs, targets }: Small, l1: number, l2: number, steps: number): void {
  const move = sgd(RATE);
  for (let i = 0; i < steps; i++) {
    const { slopes } = gradient(net, inputs, targets);
    penalise(net, slopes, l1, l2);
    move(net.params, slopes);
  }
}

export const weightsOf = ({ layers, params }: Net): number[] =>
  layers.flatMap(({ weights, biases }) => Array.from(params.subarray(weights, biases)));

/** How many values fall into each of `n` equal parts of −most to most; what is beyond is in the outermost. */
export function histogram(values: readonly number[], most: number, n: number): number[] {
  const counts = new Array<number>(n).fill(0);
  for (const value of values) counts[Math.min(Math.max(Math.floor(((value + most) / (2 * most)) * n), 0), n - 1)]!++;
  return counts;
}
