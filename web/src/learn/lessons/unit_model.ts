// One unit over a board of 3 × 3 pixels.

/** The lecture's, row by row; its weights are the same numbers. */
export const STAIRS = [1, 1, 1, 0, 1, 1, 0, 0, 1] as const;
const [CROSS, RING, SEVEN] = [
  [0, 1, 0, 1, 1, 1, 0, 1, 0],
  [1, 1, 1, 1, 0, 1, 1, 1, 1],
  [1, 1, 1, 0, 0, 1, 0, 1, 0],
] as const;
export const PATTERNS = { stairs: STAIRS, cross: CROSS, ring: RING, seven: SEVEN };

/** Σ wᵢ xᵢ */
export const weightedSum = (weights: readonly number[], pixels: readonly number[]): number =>
  weights.reduce((sum, weight, i) => sum + weight * pixels[i]!, 0);

/** Every picture that nine pixels can be. */
const ALL = Array.from({ length: 512 }, (_, n) => Array.from({ length: 9 }, (_, i) => (n >> i) & 1));

/** The pictures at which the unit fires: its sum and bias are above 0. */
export const firesAt = (weights: readonly number[], bias: number): number[][] =>
  ALL.filter((pixels) => weightedSum(weights, pixels) + bias > 0);
