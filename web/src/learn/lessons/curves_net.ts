// The network of these runs, where the time goes: two inputs, one hidden layer of ReLU, one output with the binary
// cross-entropy. What net.ts computes, without an array for every example.
import type { Net } from "../net";

/** Points side by side, and of each the chance that its label is 1: 0 or 1 where the label is known. */
export interface Sample {
  x: Float64Array;
  chance: Float64Array;
}

/** The output's logit for an example. */
function logit({ params, sizes }: Net, x0: number, x1: number): number {
  const units = sizes[1]!;
  const [biases, out] = [2 * units, 3 * units];
  let z = params[out + units]!;
  for (let h = 0; h < units; h++) {
    const sum = params[2 * h]! * x0 + params[2 * h + 1]! * x1 + params[biases + h]!;
    if (sum > 0) z += params[out + h]! * sum;
  }
  return z;
}

/** The mean loss over a sample. Where chances are given instead of labels, it is the mean over all labels too. */
export function meanOver(net: Net, { x, chance }: Sample): number {
  let loss = 0;
  for (let i = 0; i < chance.length; i++) {
    const z = logit(net, x[2 * i]!, x[2 * i + 1]!);
    loss += Math.max(z, 0) + Math.log(1 + Math.exp(-Math.abs(z))) - chance[i]! * z;
  }
  return loss / chance.length;
}

/** The slopes of the mean loss of some examples, by their places, by back-propagation. */
export function slopesOver(net: Net, { x, chance }: Sample, places: readonly number[]): Float64Array {
  const { params, sizes } = net;
  const units = sizes[1]!;
  const [biases, out] = [2 * units, 3 * units];
  const slopes = new Float64Array(params.length);
  for (const i of places) {
    const [x0, x1] = [x[2 * i]!, x[2 * i + 1]!];
    const error = (1 / (1 + Math.exp(-logit(net, x0, x1))) - chance[i]!) / places.length;
    slopes[out + units]! += error;
    for (let h = 0; h < units; h++) {
      const sum = params[2 * h]! * x0 + params[2 * h + 1]! * x1 + params[biases + h]!;
      if (sum <= 0) continue;
      slopes[out + h]! += error * sum;
      const back = error * params[out + h]!;
      slopes[2 * h]! += back * x0;
      slopes[2 * h + 1]! += back * x1;
      slopes[biases + h]! += back;
    }
  }
  return slopes;
}
