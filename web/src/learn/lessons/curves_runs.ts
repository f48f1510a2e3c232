// Real runs to read: a small network learns to tell two classes apart from few examples with wrong labels among them.
import { adam } from "../optimizers";
import { makeNet } from "../net";
import { random, shuffled, type Random } from "../random";
import { meanOver, slopesOver, type Sample } from "./curves_net";

export interface Settings {
  /** All chance of the run but its fresh sample. */
  seed: number;
  /** Examples to learn from, and to validate with. */
  rows: number;
  validation: number;
  hidden: number;
  /** The share of wrong labels. */
  noise: number;
  rate: number;
  epochs: number;
}

/** The errors after each epoch, on to twice the epochs. */
export interface Run extends Settings {
  train: number[];
  val: number[];
  fresh: number[];
}

/** Examples of the fresh sample. */
export const FRESH = 6000;
export const BATCH = 16;

/** The true class of a point: which side of the middle height of three waves it lies on. */
type Teacher = (x0: number, x1: number) => boolean;

const place = (chance: Random): number => 4 * chance() - 2;

function makeTeacher(chance: Random): Teacher {
  const waves = Array.from({ length: 3 }, () => {
    const [angle, length, phase] = [2 * Math.PI * chance(), 0.6 + chance(), 2 * Math.PI * chance()];
    return [length * Math.cos(angle), length * Math.sin(angle), phase] as const;
  });
  const height = (x0: number, x1: number) => waves.reduce((sum, [a, b, phase]) => sum + Math.sin(a * x0 + b * x1 + phase), 0);
  const heights = Array.from({ length: 301 }, () => height(place(chance), place(chance))).sort((a, b) => a - b);
  return (x0, x1) => height(x0, x1) > heights[150]!;
}

/** New examples: with labels, some of them wrong, or with the chances of their labels. */
function sampleOf(teacher: Teacher, n: number, noise: number, chance: Random, labelled: boolean): Sample {
  const [x, chances] = [new Float64Array(2 * n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    const [x0, x1] = [place(chance), place(chance)];
    const one = teacher(x0, x1) ? 1 - noise : noise;
    x.set([x0, x1], 2 * i);
    chances[i] = labelled ? Number(chance() < one) : one;
  }
  return { x, chance: chances };
}

/** Trains; it stops for breath after each epoch, with the run as far as it is. The fresh sample has a seed of its own. */
export function* training(settings: Settings, fresh = { seed: settings.seed ^ 0x5bd1e995, n: FRESH }): Generator<Run, Run> {
  const chance = random(settings.seed);
  const teacher = makeTeacher(chance);
  const draw = (n: number) => sampleOf(teacher, n, settings.noise, chance, true);
  const [learnt, kept] = [draw(settings.rows), draw(settings.validation)];
  const large = sampleOf(teacher, fresh.n, settings.noise, random(fresh.seed), false);
  const net = makeNet({ sizes: [2, settings.hidden, 1], activation: "relu", loss: "binary" }, chance, "he");
  const step = adam(settings.rate);
  const run: Run = { ...settings, train: [], val: [], fresh: [] };
  while (run.fresh.length < 2 * settings.epochs) {
    const order = shuffled(settings.rows, chance);
    for (let i = 0; i < order.length; i += BATCH) step(net.params, slopesOver(net, learnt, order.slice(i, i + BATCH)));
    run.train.push(meanOver(net, learnt));
    run.val.push(meanOver(net, kept));
    run.fresh.push(meanOver(net, large));
    yield run;
  }
  return run;
}
