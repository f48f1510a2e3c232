// The error as a function of two parameters, and the ways that optimizers take down it.
import type { Optimizer } from "../optimizers";
import { BOTTOMS, errorAt, slopeAt } from "./downhill_model";

export type Place = readonly [number, number];

export interface Surface {
  error: (x: number, y: number) => number;
  /** The exact slopes by x and by y. */
  slopes: (x: number, y: number) => Place;
  /** The part that is shown. */
  x: Place;
  y: Place;
  lowest: number;
  start: Place;
}

/** Fifty times as steep across as along: ill-conditioned. */
const valley: Surface = {
  error: (x, y) => (x * x + 50 * y * y) / 10,
  slopes: (x, y) => [x / 5, 10 * y],
  x: [-3, 3],
  y: [-1.5, 1.5],
  lowest: 0,
  start: [-2.6, 1],
};

/** The two valleys of one parameter, and y wants to be half of x. */
const two: Surface = {
  error: (x, y) => errorAt(x) + 2 * (y - x / 2) ** 2,
  slopes: (x, y) => [slopeAt(x) - 2 * (y - x / 2), 4 * (y - x / 2)],
  x: [-3, 3],
  y: [-2.5, 2.5],
  lowest: errorAt(BOTTOMS[0]),
  start: [2.9, -1],
};

export const SURFACES = { valley, two };

export interface Path {
  places: Place[];
  fate: "going" | "rest" | "flown";
}

/** From the start at most so many steps, until it rests or has flown away. */
export function pathOf({ error, slopes, x, y }: Surface, optimizer: Optimizer, start: Place, steps: number): Path {
  const params = Float64Array.from(start);
  const places: Place[] = [start];
  const far = 4 * Math.max(x[1] - x[0], y[1] - y[0]);
  for (let i = 0; i < steps; i++) {
    const [before, now] = [places.at(-1)!, slopes(params[0]!, params[1]!)];
    optimizer(params, Float64Array.from(now));
    const after: Place = [params[0]!, params[1]!];
    places.push(after);
    const moved = Math.hypot(after[0] - before[0], after[1] - before[1]);
    if (!(Math.hypot(...after) < far) || !Number.isFinite(error(...after))) return { places, fate: "flown" };
    if (moved < 0.001 && Math.hypot(...slopes(...after)) < 0.01) return { places, fate: "rest" };
  }
  return { places, fate: "going" };
}
