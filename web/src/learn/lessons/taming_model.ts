// Remedies against overfitting, each as the settings of an experiment, and what is read from their curves.
import type { Run } from "../../chart/data";

export const REMEDIES = ["plain", "dropout", "L1", "L2", "elastic", "early", "more", "moved"] as const;
export type Remedy = (typeof REMEDIES)[number];

/** How strong each is; the first ones are customary, not tuned. */
export interface Strengths {
  rate: number;
  l1: number;
  l2: number;
  elastic: number;
  patience: number;
  shift: number;
  rotation: number;
  zoom: number;
}
export const CUSTOMARY: Strengths = { rate: 0.5, l1: 1e-4, l2: 1e-3, elastic: 5e-4, patience: 3, shift: 0.1, rotation: 10, zoom: 0.1 };

export const SIZES = [300, 1000, 3000];

/** Keras' penalties: l1 · Σ|w| + l2 · Σw². Elastic Net has a tenth of its L2 as L1. */
export const penaltyOf = (remedy: Remedy, { l1, l2, elastic }: Strengths): { l1: number; l2: number } =>
  remedy === "L1" ? { l1, l2: 0 } : remedy === "L2" ? { l1: 0, l2 } : remedy === "elastic" ? { l1: elastic / 10, l2: elastic } : { l1: 0, l2: 0 };

/** What a remedy changes of the plain network, as on the command line. */
export function changes(remedy: Remedy, strengths: Strengths): Record<string, string> {
  const { rate, patience, shift, rotation, zoom } = strengths;
  const { l1, l2 } = penaltyOf(remedy, strengths);
  switch (remedy) {
    case "plain": return {};
    case "dropout": return { dropout: String(rate) };
    case "early": return { patience: String(patience) };
    case "more": return { train_size: SIZES.join() };
    case "moved": return { shift: String(shift), rotation: String(rotation), zoom: String(zoom) };
    default: return { l1: decimal(l1), l2: decimal(l2) };
  } // prettier-ignore
}

/** What its experiment is called. */
export function nameOf(remedy: Remedy, strengths: Strengths): string {
  const { rate, l1, l2, elastic, patience } = strengths;
  const how: Partial<Record<Remedy, number>> = { dropout: rate, L1: l1, L2: l2, elastic, early: patience };
  const value = how[remedy];
  return value === undefined ? remedy : `${remedy}-${decimal(value)}`;
}

/** A small number without an exponent. */
export const decimal = (value: number): string => (value ? value.toFixed(7).replace(/\.?0+$/, "") : "0");

/** The epoch after which early stopping ends: as many as `patience` in a row were no better than the best; null if
 * it doesn't. */
export function stopsAt(losses: readonly (number | null)[], patience: number): number | null {
  let [best, waited] = [Infinity, 0];
  for (const [i, loss] of losses.entries()) {
    if (loss !== null && loss < best) [best, waited] = [loss, 0];
    else if (++waited >= patience) return i + 1;
  }
  return null;
}

/** Student's t for 95%, by the number of values. */
const T = [NaN, NaN, 12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

/** The mean, and half its 95% interval where there are several values. */
export function interval(values: readonly number[]): { mean: number; half: number | null } {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n < 2 || n >= T.length) return { mean, half: null };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return { mean, half: T[n]! * Math.sqrt(variance / n) };
}

/** Of one run: its lowest validation loss and the epoch of it, and how it ends. */
export function resultOf({ epochs, metrics }: Run): { best: number; epoch: number; last: number; accuracy: number } | null {
  const losses = metrics["val_loss"] ?? [];
  const best = Math.min(...losses.map((loss) => loss ?? Infinity));
  if (!Number.isFinite(best)) return null;
  const place = losses.indexOf(best);
  const epoch = typeof epochs === "number" ? place + 1 : epochs[place]!;
  return { best, epoch, last: losses.at(-1) ?? NaN, accuracy: metrics["val_accuracy"]?.at(-1) ?? NaN };
}

const HELD_BY = ["dropout", "l1", "l2", "patience", "shift", "rotation", "zoom"];

/** Whether it has no remedy, whatever it is called; settings tell where those that are shown differ. */
export const isPlain = ({ settings }: Run): boolean => HELD_BY.every((name) => !settings[name]);

/** The networks that differ from the last plain one in nothing but the number of digits. */
export function differInSize(networks: Run[][]): Run[][] {
  const last = networks.map(([run]) => run!).filter(isPlain).at(-1);
  if (!last) return [];
  const others = Object.keys(last.settings).filter((name) => name !== "train_size");
  const alike = ({ settings }: Run) => others.every((name) => settings[name] === last.settings[name]);
  return networks.filter(([run]) => alike(run!) && typeof run!.settings["train_size"] === "number");
}
