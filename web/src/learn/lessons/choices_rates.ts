// The same small network, from the same weights, by several learning rates.
import { gradient, makeNet, type Net } from "../net";
import { sgd, type Optimizer } from "../optimizers";
import { normal, random } from "../random";

export const STEPS = 200;

/** Twenty examples of a wave, with noise. */
const noise = random(1);
export const INPUTS = Array.from({ length: 20 }, (_each, i) => [-1.5 + (3 * i) / 19]);
export const TARGETS = INPUTS.map(([x]) => [Math.sin(2 * x!) + 0.1 * normal(noise)]);

export interface Training {
  net: Net;
  step: Optimizer;
  /** The mean squared error before each step. */
  errors: number[];
}

export const begin = (rate: number): Training => ({
  net: makeNet({ sizes: [1, 8, 1], activation: "tanh", loss: "mse" }, random(3)),
  step: sgd(rate),
  errors: [],
});

/** Goes on for some milliseconds, or until the end. */
export function goOn({ net, step, errors }: Training, milliseconds = Infinity): void {
  const end = performance.now() + milliseconds;
  while (errors.length <= STEPS && performance.now() < end) {
    const { loss, slopes } = gradient(net, INPUTS, TARGETS);
    errors.push(loss);
    step(net.params, slopes);
  }
}

export const over = ({ errors }: Training): boolean => errors.length > STEPS;
