// How much a training multiplies, and how fast a browser does.
import { gradient, type Net } from "../net";
import { INPUTS, TARGETS } from "./then_digits";

/** Each weight multiplies once on the way forward, and twice on the way back: for its own slope, and for the error of
 * the layer before. */
const PASSES = 3;

/** Multiplications of a training step, for one example. */
export const multiplications = (net: Net): number =>
  PASSES * net.layers.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);

/** AlexNet (Krizhevsky, Sutskever and Hinton 2012), layer by layer: outputs, and inputs of each. */
const ALEXNET: [number, number][] = [
  [55 * 55 * 96, 11 * 11 * 3],
  [27 * 27 * 256, 5 * 5 * 48],
  [13 * 13 * 384, 3 * 3 * 256],
  [13 * 13 * 384, 3 * 3 * 192],
  [13 * 13 * 256, 3 * 3 * 192],
  [4096, 6 * 6 * 256],
  [4096, 4096],
  [1000, 4096],
];
/** For one picture, forward. */
export const ALEXNET_FORWARD = ALEXNET.reduce((sum, [outputs, inputs]) => sum + outputs * inputs, 0);
const [PICTURES, CYCLES] = [1.2e6, 90];
/** For its whole training, as its authors tell it. */
export const ALEXNET_TRAINING = ALEXNET_FORWARD * PASSES * PICTURES * CYCLES;

/** Steps for about so many milliseconds: what was multiplied, and how long it really took. */
export function work(net: Net, milliseconds: number): { multiplied: number; milliseconds: number } {
  const [inputs, targets] = [INPUTS.slice(0, 5), TARGETS.slice(0, 5)];
  const began = performance.now();
  let multiplied = 0;
  do {
    gradient(net, inputs, targets);
    multiplied += inputs.length * multiplications(net);
  } while (performance.now() < began + milliseconds);
  return { multiplied, milliseconds: performance.now() - began };
}
