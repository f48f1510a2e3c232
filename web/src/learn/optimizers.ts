// How parameters are moved against their slopes, with Keras' words and numbers.

/** Moves the parameters by one step. */
export type Optimizer = (params: Float64Array, slopes: Float64Array) => void;

/** w ← w − rate · slope */
export const sgd = (rate: number): Optimizer => (params, slopes) => {
  for (let i = 0; i < params.length; i++) params[i]! -= rate * slopes[i]!;
};

/** Polyak 1964: v ← momentum · v − rate · slope; w ← w + v */
export function momentum(rate: number, share = 0.9): Optimizer {
  let speed: Float64Array | null = null;
  return (params, slopes) => {
    speed ??= new Float64Array(params.length);
    for (let i = 0; i < params.length; i++) {
      speed[i] = share * speed[i]! - rate * slopes[i]!;
      params[i]! += speed[i]!;
    }
  };
}

/** Tieleman and Hinton 2012: each slope by the root of the mean of its squares. */
export function rmsprop(rate: number, share = 0.9, epsilon = 1e-7): Optimizer {
  let squares: Float64Array | null = null;
  return (params, slopes) => {
    squares ??= new Float64Array(params.length);
    for (let i = 0; i < params.length; i++) {
      squares[i] = share * squares[i]! + (1 - share) * slopes[i]! ** 2;
      params[i]! -= (rate * slopes[i]!) / Math.sqrt(squares[i]! + epsilon);
    }
  };
}

/** Kingma and Ba 2015, as Keras writes it. */
export function adam(rate: number, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7): Optimizer {
  let [means, squares, steps]: [Float64Array | null, Float64Array | null, number] = [null, null, 0];
  return (params, slopes) => {
    means ??= new Float64Array(params.length);
    squares ??= new Float64Array(params.length);
    steps++;
    const now = (rate * Math.sqrt(1 - beta2 ** steps)) / (1 - beta1 ** steps);
    for (let i = 0; i < params.length; i++) {
      means[i]! += (slopes[i]! - means[i]!) * (1 - beta1);
      squares[i]! += (slopes[i]! ** 2 - squares[i]!) * (1 - beta2);
      params[i]! -= (now * means[i]!) / (Math.sqrt(squares[i]!) + epsilon);
    }
  };
}

export const OPTIMIZERS = { sgd, momentum, rmsprop, adam };
