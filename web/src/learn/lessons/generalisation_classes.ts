// Points of three classes in the plane: a pinwheel with three arms, or what the learner draws.
import { predict, type Net } from "../net";
import { likeliest, type Dot } from "../plane";
import { normal, random } from "../random";
import { makeLearner, type Learner } from "./generalisation_learner";

/** Three arms that turn by a third as they go outwards. */
export function pinwheel(n: number, seed: number): Dot[] {
  const chance = random(seed);
  return Array.from({ length: n }, (_, i) => {
    const [kind, radius] = [i % 3, 0.1 + 0.8 * chance()];
    const angle = 2 * Math.PI * (kind / 3 + radius / 1.5) + 0.3 * normal(chance);
    const round = (value: number) => Math.round(100 * value) / 100;
    return { x: round(radius * Math.cos(angle)), y: round(radius * Math.sin(angle)), kind };
  });
}

export const FRESH_DOTS = pinwheel(600, 1000);

/** 2-12-3 with softmax, by the cross-entropy. */
export const learnClasses = (dots: readonly Dot[]): Learner =>
  makeLearner(
    { sizes: [2, 12, 3], activation: "tanh", loss: "categorical" },
    {
      inputs: dots.map(({ x, y }) => [2 * x, 2 * y]),
      targets: dots.map(({ kind }) => [0, 1, 2].map((k) => (k === kind ? 1 : 0))),
      rate: 0.05,
      steps: 500,
    },
  );

/** The probability of each class at a place. */
export const chances = (net: Net, x: number, y: number): number[] => predict(net, [2 * x, 2 * y]);

/** The share of dots whose class the network gives. */
export const accuracy = (net: Net, dots: readonly Dot[]): number =>
  dots.filter(({ x, y, kind }) => likeliest(chances(net, x, y)) === kind).length / dots.length;
