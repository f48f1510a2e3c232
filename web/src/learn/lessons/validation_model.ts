// Noisy examples of two classes, divided into training and validation data, and one training that is watched on both.
import { gradient, makeNet, meanLoss, predict, type Net, type Row } from "../net";
import { adam } from "../optimizers";
import { normal, random, type Random } from "../random";
import type { Mark } from "../plane";
import { truthOf, type Kind } from "../verdicts";

export const EXAMPLES = 80;
export const EPOCHS = 200;
const [EVERY, FRESH, NOISE] = [4, 1000, 0.9];
const STEPS = EPOCHS / EVERY;

export interface Examples {
  inputs: Row[];
  targets: Row[];
}

/** Two half-moons that reach into each other, with so much noise that no network can be right everywhere. */
export function moons(n: number, chance: Random): Examples {
  const [inputs, targets]: [Row[], Row[]] = [[], []];
  for (let i = 0; i < n; i++) {
    const [kind, angle] = [chance() < 0.5 ? 0 : 1, Math.PI * chance()];
    const [x, y] = kind ? [1 - Math.cos(angle), 0.5 - Math.sin(angle)] : [Math.cos(angle), Math.sin(angle)];
    inputs.push([2 * (x - 0.5) + NOISE * normal(chance), 2 * (y - 0.25) + NOISE * normal(chance)]);
    targets.push([kind]);
  }
  return { inputs, targets };
}

/** The same at each draw, so that draws differ by their own examples alone. */
const fresh = moons(FRESH, random(-1));

const part = ({ inputs, targets }: Examples, from: number, to: number): Examples => ({
  inputs: inputs.slice(from, to),
  targets: targets.slice(from, to),
});

const loss = (net: Net, { inputs, targets }: Examples): number => meanLoss(net, inputs, targets);

export interface Division {
  /** Which 80 examples are drawn. */
  draw: number;
  /** So many of them are trained on… */
  training: number;
  /** …and of the others, which are for validation, so many as well. */
  leaked: number;
}

/** The errors, epoch by epoch: one number for each of `epochs`. */
export interface Course {
  /** As it is after the last of `epochs`. */
  net: Net;
  examples: Examples;
  epochs: number[];
  train: number[];
  val: number[];
  fresh: number[];
  /** What they would be with as many epochs again. */
  later: { val: number[]; fresh: number[] };
  /** Whether that is known too. */
  done: () => boolean;
  step: () => void;
}

/** Whether the training is over that is shown. */
const ended = (course: Course): boolean => course.epochs.length === STEPS;

/** 2-8-1 by Adam, all training data in one batch; `step` goes on by four epochs, and then with a copy of the network. */
export function makeCourse({ draw, training, leaked }: Division): Course {
  const examples = moons(EXAMPLES, random(draw));
  const [learnt, kept] = [part(examples, 0, training + leaked), part(examples, training, EXAMPLES)];
  const move = adam(0.1);
  const net = makeNet({ sizes: [2, 8, 1], activation: "tanh", loss: "binary" }, random(5));
  let further: Net | null = null;
  const course: Course = {
    net,
    examples,
    epochs: [],
    train: [],
    val: [],
    fresh: [],
    later: { val: [], fresh: [] },
    done: () => course.later.val.length === STEPS,
    step() {
      if (ended(course)) further ??= { ...net, params: net.params.slice() };
      const now = further ?? net;
      for (let i = 0; i < EVERY; i++) move(now.params, gradient(now, learnt.inputs, learnt.targets).slopes);
      if (!further) {
        course.epochs.push((course.epochs.length + 1) * EVERY);
        course.train.push(loss(now, learnt));
      }
      const { val, fresh: large } = further ? course.later : course;
      val.push(loss(now, kept));
      large.push(loss(now, fresh));
    },
  };
  return course;
}

/** What is true by these errors (docs/diagnosis.md), as far as is known: whether more training would help is the last. */
export function verdictOf(course: Course, of: "val" | "fresh"): Kind | null {
  if (!ended(course)) return null;
  const { kind } = truthOf([...course[of], ...course.later[of]], STEPS);
  return kind === "overfitting" || course.done() ? kind : null;
}

/** Courses on ten draws of the data, one after the other, and their errors at the end. */
export interface Draws {
  val: number[];
  fresh: number[];
  done: () => boolean;
  step: () => void;
}

export function makeDraws(first: number, training: number, leaked: number): Draws {
  let course: Course | null = null;
  const draws: Draws = {
    val: [],
    fresh: [],
    done: () => draws.val.length === 10,
    step() {
      course ??= makeCourse({ draw: first + draws.val.length, training, leaked });
      course.step();
      if (!ended(course)) return;
      draws.val.push(course.val.at(-1)!);
      draws.fresh.push(course.fresh.at(-1)!);
      course = null;
    },
  };
  return draws;
}

// The plane shows −1 to 1, where nearly all examples lie within ±4.
const SHOWN = 4;

/** The examples as they are shown; those beyond `learnt` are hollow. */
export const marksOf = ({ inputs, targets }: Examples, learnt: number): Mark[] =>
  inputs.map((input, i) => ({ x: input[0]! / SHOWN, y: input[1]! / SHOWN, kind: targets[i]![0]!, hollow: i >= learnt }));

/** The probabilities of both classes at a place that is shown. */
export function expected(net: Net, x: number, y: number): number[] {
  const second = predict(net, [SHOWN * x, SHOWN * y])[0]!;
  return [1 - second, second];
}
