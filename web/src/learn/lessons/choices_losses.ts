// What losses punish, and the lines that they prefer.

/** Of a residual: answer minus target. As in Keras, Huber's (1964) is half the square up to 1, and straight beyond. */
export const LOSSES = {
  squared: (r: number) => r * r,
  absolute: Math.abs,
  huber: (r: number) => (Math.abs(r) <= 1 ? (r * r) / 2 : Math.abs(r) - 0.5),
};
export type LossName = keyof typeof LOSSES;

/** Of the probability given to the right one of two classes. */
export const crossEntropy = (p: number): number => -Math.log(p);
export const squaredOfProbability = (p: number): number => (1 - p) ** 2;

export interface Line {
  slope: number;
  intercept: number;
}

/** Least squares where each point counts by its weight: exact. */
function weighted(x: number[], y: number[], weights: number[]): Line {
  const sum = (of: (i: number) => number) => weights.reduce((total, weight, i) => total + weight * of(i), 0);
  const all = sum(() => 1);
  const [mx, my] = [sum((i) => x[i]!) / all, sum((i) => y[i]!) / all];
  const slope = sum((i) => (x[i]! - mx) * (y[i]! - my)) / sum((i) => (x[i]! - mx) ** 2);
  return { slope, intercept: my - slope * mx };
}

const residuals = ({ slope, intercept }: Line, x: number[], y: number[]): number[] =>
  x.map((each, i) => slope * each + intercept - y[i]!);

const meanOf = (loss: LossName, line: Line, x: number[], y: number[]): number =>
  residuals(line, x, y).reduce((sum, r) => sum + LOSSES[loss](r), 0) / x.length;

/** A line of the least absolute error goes through two of the points; so each pair is tried. */
function absolute(x: number[], y: number[]): Line {
  let [best, least]: [Line | null, number] = [null, Infinity];
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < i; j++) {
      const slope = (y[i]! - y[j]!) / (x[i]! - x[j]!);
      const line = { slope, intercept: y[i]! - slope * x[i]! };
      const error = meanOf("absolute", line, x, y);
      if (error < least) [best, least] = [line, error];
    }
  }
  return best!;
}

/** Least squares again and again, where what is far off counts the less: it ends at the least of Huber's loss. */
function huber(x: number[], y: number[]): Line {
  let [line, before] = [weighted(x, y, x.map(() => 1)), Infinity]; // prettier-ignore
  for (let i = 0; i < 500 && Math.abs(line.slope - before) > 1e-12; i++) {
    before = line.slope;
    line = weighted(x, y, residuals(line, x, y).map((r) => 1 / Math.max(Math.abs(r), 1))); // prettier-ignore
  }
  return line;
}

/** The line with the least mean loss. */
export const FITS: Record<LossName, (x: number[], y: number[]) => Line> = {
  squared: (x, y) => weighted(x, y, x.map(() => 1)), // prettier-ignore
  absolute,
  huber,
};

/** Eight points about a line; the seventh can be put elsewhere. */
export const XS = Array.from({ length: 8 }, (_each, i) => i);
const YS = [1.3, 1.2, 2.6, 2.5, 3.8, 3.7, 4.7, 5.3];
export const OUTLIER = 6;
export const withOutlier = (y: number): number[] => YS.map((each, i) => (i === OUTLIER ? y : each));
export const AT_FIRST = YS[OUTLIER]!;
