// The error as a function of one parameter, and the way down it.

/** Two valleys, the left one deeper. */
export const errorAt = (w: number): number => (w ** 4 / 4 - w ** 3 / 12 - 2 * w * w + w) / 2 + 3;
/** Its derivative; flat at the bottoms −2 and 2, and on the hill between them. */
export const slopeAt = (w: number): number => ((w - BOTTOMS[0]) * (w - HILL) * (w - BOTTOMS[1])) / 2;

export const BOTTOMS = [-2, 2] as const;
export const HILL = 0.25;

export type Lie = "rising" | "falling" | "flat";

/** How the error goes on to the right of w; what is written as 0.00 counts as flat. */
export function lieAt(w: number): Lie {
  const slope = slopeAt(w);
  return Math.abs(slope) < 0.005 ? "flat" : slope > 0 ? "rising" : "falling";
}

/** One step of gradient descent. */
export const next = (w: number, rate: number): number => w - rate * slopeAt(w);

export type Fate = "going" | "deeper" | "shallower" | "hill" | "flown" | "restless";

/** Who has gone so far has flown away. */
const FAR = 6;
export const MOST = 200;

/** The places from the start on, until nothing moves any more, or all is lost. */
export function descent(start: number, rate: number, steps: number): { places: number[]; fate: Fate } {
  const places = [start];
  let w = start;
  while (places.length <= steps && lieAt(w) !== "flat" && Math.abs(w) <= FAR) places.push((w = next(w, rate)));
  return { places, fate: fateOf(w, places.length - 1) };
}

function fateOf(w: number, steps: number): Fate {
  if (Math.abs(w) > FAR) return "flown";
  if (lieAt(w) !== "flat") return steps < MOST ? "going" : "restless";
  const near = (place: number) => Math.abs(w - place) < 0.1;
  return near(BOTTOMS[0]) ? "deeper" : near(BOTTOMS[1]) ? "shallower" : "hill";
}
