// Fares by distance: the lecture's four rows, the rule behind them, and a network that learns the rows alone.
import { predict, type Net } from "../net";
import { normal, random } from "../random";
import { makeLearner, type Learner } from "./generalisation_learner";

export interface Fare {
  /** Kilometres. */
  distance: number;
  /** Yen. */
  fare: number;
}

export const LECTURE: readonly Fare[] = [
  { distance: 9, fare: 500 },
  { distance: 11, fare: 500 },
  { distance: 12, fare: 1000 },
  { distance: 14, fare: 1000 },
];
/** What is asked: from 7 to 16 km. */
export const ASKED = Array.from({ length: 10 }, (_, i) => 7 + i);
/** The distances that are drawn and shown. */
export const SPAN = [5, 20] as const;
/** The highest fare that is shown. */
export const HIGH = 1500;
/** A fare counts as right within this many yen. */
export const NEAR = 100;

/** 500 yen up to 11 km, 1000 yen beyond. */
export const rule = (distance: number): number => (distance <= 11 ? 500 : 1000);
export const isRight = (distance: number, fare: number): boolean => Math.abs(fare - rule(distance)) <= NEAR;

/** The lecture's rows and then more from the rule. Noise shifts each fare by its own chance, of this deviation in yen. */
export function draw(n: number, noise: number): Fare[] {
  const chance = random(9);
  return Array.from({ length: n }, (_, i) => {
    const distance = Math.round(10 * (SPAN[0] + (SPAN[1] - SPAN[0]) * chance())) / 10;
    const shift = noise * normal(chance);
    const { distance: at, fare } = LECTURE[i] ?? { distance, fare: rule(distance) };
    return { distance: at, fare: Math.round(fare + shift) };
  });
}

// Numbers near 0 are learnt faster.
const scaled = (distance: number): number[] => [(distance - 11.5) / 3];

/** 1-8-1, by the mean squared error. */
export const learnFares = (rows: readonly Fare[]): Learner =>
  makeLearner(
    { sizes: [1, 8, 1], activation: "tanh", loss: "mse" },
    {
      inputs: rows.map(({ distance }) => scaled(distance)),
      targets: rows.map(({ fare }) => [(fare - 750) / 250]),
      rate: 0.03,
      steps: 1500,
    },
  );

export const answer = (net: Net, distance: number): number => 750 + 250 * predict(net, scaled(distance))[0]!;

/** How many yen the answers lie beside the rule, on average. */
export const meanError = (net: Net, distances: readonly number[]): number =>
  distances.reduce((sum, distance) => sum + Math.abs(answer(net, distance) - rule(distance)), 0) / distances.length;

/** A thousand distances that no network here has learnt from. */
export const FRESH = (() => {
  const chance = random(1000);
  return Array.from({ length: 1000 }, () => SPAN[0] + (SPAN[1] - SPAN[0]) * chance());
})();
