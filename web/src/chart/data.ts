// What a chart is given, as plain data: the report writes it as JSON, the lab sends the same.
import type { Both } from "../messages";

export type Value = number | string | boolean | null;
export type Numbers = (number | null)[];
export type Verdict = "underfitting" | "good_fit" | "overfitting" | "undecided" | "diverged";
export type ZoneName = "underfitting" | "best" | "overfitting";

/** What one metric says of a run; epochs count from 1. */
export interface Diagnosis {
  verdict: Verdict;
  probability: number | null;
  best_epoch: number | null;
  best_set_90: [number, number] | null;
  zones: { name: ZoneName; first: number; last: number }[];
}

/** One run: its metrics by epoch, under Keras' names. */
export interface Run {
  name: string;
  label: string;
  /** Runs of one network, which differ in nothing but their seed, have the same number. */
  network: number;
  network_label: string;
  /** How many epochs there are, 1 to n, or which. */
  epochs: number | number[];
  metrics: Record<string, Numbers>;
  /** By the metric's name without `val_`. */
  diagnoses: Record<string, Diagnosis>;
  settings: Record<string, Value>;
}

/** A line and the band around it, where there is one: lowest to highest seed, or an interval. */
export interface Line {
  mid: Numbers;
  low?: Numbers;
  high?: Numbers;
}

/** What is drawn in one colour: a run, the seeds of a network, or a quantity against size. */
export interface Curve {
  label: string;
  x: number[];
  /** By metric, `loss` and `val_loss`; their difference is `gap_loss`. */
  lines: Record<string, Line>;
  settings: Record<string, Value>;
  runs: Run[];
}

/** A metric that is drawn, without `val_`. Of a score more is better. */
export interface Metric {
  name: string;
  label: Both;
  score: boolean;
}

export interface Setting {
  name: string;
  label: Both;
}

export interface Palette {
  few: string[];
  ramp: string[];
}

export interface ChartData {
  curves: Curve[];
  /** In the order in which they are offered. */
  metrics: Metric[];
  /** Those that vary, by which curves can be coloured. */
  settings: Setting[];
  palette: Palette;
}
