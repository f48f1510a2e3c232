// Two inputs, two hidden units, two outputs, one example: back-propagation with every quantity by its name.
import { activate, slope } from "../net";

type Numbers = readonly number[];

/** Weights by unit and input, and biases by unit. */
export interface Layer {
  weights: readonly Numbers[];
  biases: Numbers;
}
export interface Params {
  hidden: Layer;
  output: Layer;
}
/** One step of learning: the way forward, the error, the way back, and what is changed. */
export interface Step {
  params: Params;
  hiddenSums: Numbers;
  hidden: Numbers;
  outputSums: Numbers;
  outputs: Numbers;
  /** Output minus target. */
  differences: Numbers;
  squares: Numbers;
  error: number;
  /** The slope of the error by a unit's sum, δ. */
  outputBlame: Numbers;
  hiddenBlame: Numbers;
  /** −learning rate · slope, of each parameter. */
  changes: Params;
  changed: Params;
}

export const INPUTS: Numbers = [1, 0.5];
export const TARGETS: Numbers = [1, 0];
/** What the network of the lecture answers before it learns. */
const ANSWERS: Numbers = [0.8, 0.4];

/** The outputs' biases are those with which the answers are the lecture's. */
export const FIRST: Params = first();

function first(): Params {
  const hidden: Layer = { weights: [[0.5, -0.4], [0.9, 0.4]], biases: [-0.3, -0.1] }; // prettier-ignore
  const weights = [[0.8, 0.5], [-0.6, 0.9]]; // prettier-ignore
  const values = sumsOf(hidden, INPUTS).map(sigmoid);
  const logit = (p: number) => Math.log(p / (1 - p));
  const biases = weights.map((row, o) => logit(ANSWERS[o]!) - dot(row, values));
  return { hidden, output: { weights, biases } };
}

/** Σ wᵢ xᵢ + b, of each unit. */
function sumsOf({ weights, biases }: Layer, inputs: Numbers): number[] {
  return weights.map((row, unit) => dot(row, inputs) + biases[unit]!);
}

export function step(params: Params, rate: number): Step {
  const hiddenSums = sumsOf(params.hidden, INPUTS);
  const hidden = hiddenSums.map(sigmoid);
  const outputSums = sumsOf(params.output, hidden);
  const outputs = outputSums.map(sigmoid);
  const differences = outputs.map((output, o) => output - TARGETS[o]!);
  const squares = differences.map((difference) => difference ** 2);
  // The chain rule: through the square and the sigmoid, then through the weights and the sigmoid before.
  const outputBlame = differences.map((difference, o) => 2 * difference * slope("sigmoid", outputs[o]!));
  const hiddenBlame = hidden.map((value, h) => dot(column(params.output.weights, h), outputBlame) * slope("sigmoid", value));
  const changes = { hidden: changeOf(hiddenBlame, INPUTS, rate), output: changeOf(outputBlame, hidden, rate) };
  const changed = { hidden: plus(params.hidden, changes.hidden), output: plus(params.output, changes.output) };
  const error = squares.reduce((sum, square) => sum + square, 0);
  const there = { params, hiddenSums, hidden, outputSums, outputs, differences, squares, error };
  return { ...there, outputBlame, hiddenBlame, changes, changed };
}

/** Steps one after another, each from where the last one led. */
export function walk(rate: number, n: number): Step[] {
  const steps = [step(FIRST, rate)];
  while (steps.length < n) steps.push(step(steps.at(-1)!.changed, rate));
  return steps;
}

/** A weight's slope is its unit's blame times what came in; a bias' is the blame itself. */
const changeOf = (blame: Numbers, inputs: Numbers, rate: number): Layer => ({
  weights: blame.map((each) => inputs.map((input) => -rate * each * input)),
  biases: blame.map((each) => -rate * each),
});

const plus = (a: Layer, b: Layer): Layer => ({
  weights: a.weights.map((row, unit) => row.map((weight, i) => weight + b.weights[unit]![i]!)),
  biases: a.biases.map((bias, unit) => bias + b.biases[unit]!),
});

function dot(a: Numbers, b: Numbers): number {
  return a.reduce((sum, each, i) => sum + each * b[i]!, 0);
}
function sigmoid(sum: number): number {
  return activate("sigmoid", sum);
}
const column = (rows: readonly Numbers[], i: number): number[] => rows.map((row) => row[i]!);
