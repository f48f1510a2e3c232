// Runs to ask about: which truth is wanted is drawn first, then runs until one comes out so.
import { random, shuffled, type Random } from "../random";
import { GAIN, KINDS, RISE, truthOf, type Kind, type Truth } from "../verdicts";
import { bestZone } from "./curves_model";
import { BATCH, training, type Run, type Settings } from "./curves_runs";

export interface Asked {
  kind: Kind;
  seed: number;
}

export interface Question extends Run {
  truth: Truth;
}

const seedOf = (chance: Random): number => Math.floor(chance() * 2 ** 32);

/** Ten to ask, by a quiz's seed: two of each kind at least, so that no kind is missing and none can be counted out. */
export function quizOf(seed: number): Asked[] {
  const chance = random(seed);
  const any = () => KINDS[Math.floor(3 * chance())]!;
  const kinds = [...KINDS, ...KINDS, any(), any(), any(), any()];
  return shuffled(kinds.length, chance).map((i) => ({ kind: kinds[i]!, seed: seedOf(chance) }));
}

type Span = readonly [number, number];
const between = ([from, to]: Span, chance: Random): number => from * (to / from) ** chance();

/** Where a kind is likely: how many examples there are, and how far a weight can go in all steps together. */
const LIKELY: Record<Kind, { rows: Span; way: Span }> = {
  underfitting: { rows: [40, 400], way: [0.15, 1.5] },
  good_fit: { rows: [120, 400], way: [2.5, 14] },
  overfitting: { rows: [24, 200], way: [3, 30] },
};

/** The number of epochs and of validation examples, the size and the noise tell nothing of the kind. */
function settingsFor(kind: Kind, chance: Random): Settings {
  const rows = Math.round(between(LIKELY[kind].rows, chance));
  const epochs = Math.round(between([20, 100], chance));
  return {
    rows,
    epochs,
    seed: seedOf(chance),
    validation: Math.round(between([40, 300], chance)),
    hidden: Math.round(between([8, 48], chance)),
    noise: Math.round(2 + 20 * chance()) / 100,
    // Longer steps would only make it jump.
    rate: Math.min(between(LIKELY[kind].way, chance) / (epochs * Math.ceil(rows / BATCH)), 0.05),
  };
}

/** Whether a run can be asked about: it is no matter of a hair, and its best epoch no accident of the start or the end. */
function fair({ epochs }: Run, { kind, rise, gain, best }: Truth): boolean {
  if (Math.abs(rise - RISE) < 0.015) return false;
  if (kind === "overfitting") return rise < 1 && best > Math.max(2, epochs / 20) && best < 0.7 * epochs;
  return Math.abs(gain - GAIN) > 0.01;
}

/** Looks for a run of a kind among those drawn until there is one: which kinds a quiz asks is a promise. It stops for
 * breath after each epoch. The longest of some hundred searches took two seconds, for `zonedRun` five. */
function* search(kind: Kind, draw: () => Settings, good: (run: Run, truth: Truth) => boolean): Generator<unknown, Question> {
  for (;;) {
    const run = yield* tried(training(draw()), kind);
    if (!run) continue;
    const truth = truthOf(run.fresh, run.epochs);
    if (truth.kind === kind && good(run, truth)) return { ...run, truth };
  }
}

/** A whole run, or null as soon as it can't be of the kind: whether it overfits is known at half the way. */
function* tried(work: Generator<Run, Run>, kind: Kind): Generator<unknown, Run | null> {
  for (;;) {
    const { done, value: run } = work.next();
    if (done) return run;
    const overfits = run.fresh.length === run.epochs && truthOf(run.fresh, run.epochs).kind === "overfitting";
    if (run.fresh.length === run.epochs && overfits !== (kind === "overfitting")) return null;
    yield;
  }
}

export function questionOf({ kind, seed }: Asked): Generator<unknown, Question> {
  const chance = random(seed);
  return search(kind, () => settingsFor(kind, chance), fair);
}

/** A run in which all three zones can be seen. */
export function zonedRun(seed: number): Generator<unknown, Question> {
  const chance = random(seed);
  const draw = (): Settings => ({
    seed: seedOf(chance),
    rows: Math.round(between([30, 70], chance)),
    validation: 100,
    hidden: 32,
    noise: 0.15,
    rate: between([0.006, 0.014], chance),
    epochs: 10 * Math.round(between([5, 10], chance)),
  });
  return search("overfitting", draw, ({ fresh, epochs }, { rise }) => {
    const [first, last] = bestZone(fresh, epochs);
    return rise > 0.08 && first > 5 && last - first > 5 && last < 0.85 * epochs;
  });
}
