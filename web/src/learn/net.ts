// A small dense network for the browser: its output, and the slopes of its loss by back-propagation
// (Rumelhart, Hinton and Williams 1986). All parameters lie in one array, so that an optimizer needs to know no layers.
import { normal, type Random } from "./random";

export type Activation = "linear" | "sigmoid" | "tanh" | "relu";
/** "mse" has linear outputs; "binary" one, and "categorical" several, whose losses are taken of their logits. */
export type Loss = "mse" | "binary" | "categorical";

export interface Shape {
  /** Inputs, hidden layers, outputs. */
  sizes: number[];
  activation: Activation;
  loss: Loss;
}

/** A layer's place among the parameters: weights by output and input, then biases. */
interface Layer {
  inputs: number;
  outputs: number;
  weights: number;
  biases: number;
}

export interface Net extends Shape {
  layers: Layer[];
  params: Float64Array;
}

const ACTIVATIONS: Record<Activation, (z: number) => number> = {
  linear: (z) => z,
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  tanh: Math.tanh,
  relu: (z) => Math.max(z, 0),
};
/** The slope, by the activation's value. */
const SLOPES: Record<Activation, (a: number) => number> = {
  linear: () => 1,
  sigmoid: (a) => a * (1 - a),
  tanh: (a) => 1 - a * a,
  relu: (a) => (a > 0 ? 1 : 0),
};

export const activate = (name: Activation, z: number): number => ACTIVATIONS[name](z);
export const slope = (name: Activation, a: number): number => SLOPES[name](a);

/** The deviation of the first weights of a layer: "glorot" (2010) keeps signals alike both ways through tanh,
 * "he" (2015) through ReLU; a number is a deviation that is the same everywhere. Biases begin at 0. */
export type Start = "glorot" | "he" | number;

export function makeNet(shape: Shape, chance: Random, start: Start = "glorot"): Net {
  let size = 0;
  const layers = shape.sizes.slice(1).map((outputs, i): Layer => {
    const inputs = shape.sizes[i]!;
    const layer = { inputs, outputs, weights: size, biases: size + inputs * outputs };
    size = layer.biases + outputs;
    return layer;
  });
  const params = new Float64Array(size);
  for (const { inputs, outputs, weights } of layers) {
    const deviation = start === "glorot" ? Math.sqrt(2 / (inputs + outputs)) : start === "he" ? Math.sqrt(2 / inputs) : start;
    for (let i = 0; i < inputs * outputs; i++) params[weights + i] = deviation * normal(chance);
  }
  return { ...shape, layers, params };
}

export type Row = ArrayLike<number>;
/** For a hidden layer (from 0) what its units are multiplied by: 0 where one sleeps. */
export type Masks = (layer: number) => Row | null;

/** The values of every layer, from the inputs to the outputs' logits. */
export function forward(net: Net, input: Row, masks?: Masks): Row[] {
  const values: Row[] = [input];
  net.layers.forEach(({ inputs, outputs, weights, biases }, l) => {
    const [before, after] = [values[l]!, new Float64Array(outputs)];
    const hidden = l < net.layers.length - 1;
    const act = ACTIVATIONS[hidden ? net.activation : "linear"];
    const mask = hidden ? masks?.(l) : null;
    for (let o = 0; o < outputs; o++) {
      let sum = net.params[biases + o]!;
      for (let i = 0; i < inputs; i++) sum += net.params[weights + o * inputs + i]! * before[i]!;
      after[o] = act(sum) * (mask ? mask[o]! : 1);
    }
    values.push(after);
  });
  return values;
}

/** What the network says: values for "mse", otherwise probabilities. */
export function predict(net: Net, input: Row): number[] {
  return said(net.loss, forward(net, input).at(-1)!);
}

function said(loss: Loss, logits: Row): number[] {
  const z = Array.from(logits);
  if (loss === "mse") return z;
  if (loss === "binary") return z.map(ACTIVATIONS.sigmoid);
  const most = Math.max(...z);
  const powers = z.map((each) => Math.exp(each - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((each) => each / sum);
}

/** The loss of one example; targets of "categorical" are 1 for the class and 0 for the others. */
export function lossOf(net: Net, input: Row, target: Row): number {
  return lossAt(net.loss, forward(net, input).at(-1)!, target);
}

function lossAt(loss: Loss, logits: Row, target: Row): number {
  const z = Array.from(logits);
  if (loss === "mse") return z.reduce((sum, each, i) => sum + (each - target[i]!) ** 2, 0) / z.length;
  if (loss === "binary") return z.reduce((sum, each, i) => sum + softplus(each) - target[i]! * each, 0);
  const most = Math.max(...z);
  const all = most + Math.log(z.reduce((sum, each) => sum + Math.exp(each - most), 0));
  return z.reduce((sum, each, i) => sum + target[i]! * (all - each), 0);
}

const softplus = (z: number): number => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

/** The mean loss of some examples. */
export const meanLoss = (net: Net, inputs: Row[], targets: Row[]): number =>
  inputs.reduce((sum, input, i) => sum + lossOf(net, input, targets[i]!), 0) / inputs.length;

/** The mean loss of some examples and its slope by each parameter. Masks are drawn anew for each example. */
export function gradient(net: Net, inputs: Row[], targets: Row[], masks?: () => Masks): { loss: number; slopes: Float64Array } {
  const slopes = new Float64Array(net.params.length);
  let loss = 0;
  inputs.forEach((input, n) => {
    const asleep = masks?.();
    const values = forward(net, input, asleep);
    const logits = values.at(-1)!;
    loss += lossAt(net.loss, logits, targets[n]!);
    // Of all three losses the slope by the logits is the difference of what is said and what is so.
    const scale = net.loss === "mse" ? 2 / logits.length : 1;
    let errors = Float64Array.from(said(net.loss, logits), (each, i) => scale * (each - targets[n]![i]!));
    for (let l = net.layers.length - 1; l >= 0; l--) errors = back(net, l, values[l]!, errors, slopes, asleep);
  });
  for (let i = 0; i < slopes.length; i++) slopes[i]! /= inputs.length;
  return { loss: loss / inputs.length, slopes };
}

/** Adds a layer's slopes; gives the errors of the layer before. */
function back(net: Net, l: number, before: Row, errors: Float64Array, slopes: Float64Array, masks?: Masks): Float64Array<ArrayBuffer> {
  const { inputs, outputs, weights, biases } = net.layers[l]!;
  const earlier = new Float64Array(inputs);
  for (let o = 0; o < outputs; o++) {
    const error = errors[o]!;
    slopes[biases + o]! += error;
    for (let i = 0; i < inputs; i++) {
      slopes[weights + o * inputs + i]! += error * before[i]!;
      earlier[i]! += error * net.params[weights + o * inputs + i]!;
    }
  }
  if (l === 0) return earlier;
  const mask = masks?.(l - 1);
  for (let i = 0; i < inputs; i++) {
    const kept = mask ? mask[i]! : 1;
    earlier[i]! *= kept ? kept * SLOPES[net.activation](before[i]! / kept) : 0;
  }
  return earlier;
}

/** Dropout (Srivastava et al. 2014): each hidden unit sleeps with the chance `rate`; who is awake is the louder. */
export function sleepers(net: Net, rate: number, chance: Random): Masks {
  const masks = net.sizes.slice(1, -1).map((n) => Float64Array.from({ length: n }, () => (chance() < rate ? 0 : 1 / (1 - rate))));
  return (layer) => masks[layer] ?? null;
}
