// What the server says, as it says it.
import type { Diagnosis, Metric, Palette, Run as ChartRun, Setting as Varied, Value } from "../chart/data";
import type { Both } from "../messages";

export interface Lab {
  version: string;
  language: "en" | "ja";
  /** The folder of the experiments, to be shown. */
  runs: string;
  can_train: boolean;
  why_not: Both | null;
  limits: { networks: number; epochs: number; upload_bytes: number };
  palette: Palette;
  datasets: Dataset[];
  /** Those that were dropped before. */
  tables: Table[];
  settings: Setting[];
}

export interface Dataset {
  source: string;
  label: Both;
  task: string;
  n_train: number;
  n_val: number;
  image: [number, number] | null;
  inputs: number;
}

export type Group = "network" | "training" | "regularisation" | "data";

/** A setting of the family; its values are texts as on the command line. */
export interface Setting {
  name: string;
  option: string;
  label: Both;
  help: Both;
  group: Group;
  kind: "layers" | "number" | "whole" | "choice" | "truth" | "text";
  default: string;
  choices: string[] | null;
  steps: string[] | null;
  pictures: boolean;
  first: boolean;
}

export type State = "training" | "starting" | "paused" | "stopped" | "finished" | "failed";

export interface Entry {
  name: string;
  kind: "experiment" | "log";
  dataset: string;
  task: string;
  networks: number;
  epochs: number;
  of: number | null;
  state: State;
  created: string;
  varied: string[];
  error: Both | null;
  left?: number | null;
}

export interface Run extends ChartRun {
  member: number;
  experiment: string;
}

export interface Row {
  run: number;
  member: number;
  experiment: string;
  label: string;
  settings: Record<string, Value>;
  parameters: number | null;
  epochs: number | null;
  loss: number | null;
  accuracy: number | null;
  val_loss: number | null;
  val_accuracy: number | null;
  best_epoch: number | null;
  /** Of training, as far as it was when this was sent. */
  seconds: number | null;
}

/** One or several experiments, as they are shown. */
export interface Opened {
  entries: Entry[];
  /** How far the rows of each experiment were read, in bytes. */
  offsets: number[];
  title: string;
  runs: Run[];
  metrics: Metric[];
  settings: Varied[];
  rows: Row[];
  facts: { label: Both; value: string }[];
  draw: [number, number] | null;
  weights: boolean;
  errors: boolean;
  command: string;
  python: string;
  sentence: Both | null;
}

/** A row of history.jsonl. */
export interface Measured {
  member: number;
  epoch: number;
  [metric: string]: number | boolean | string | null | undefined;
}

/** A line on each metric of a run, by the runs' names. */
export type Words = Record<string, Record<string, Both>>;

export interface Grown {
  experiment: string;
  rows: Measured[];
}

/** By the runs' names. */
export interface Judged {
  runs: Record<string, Record<string, Diagnosis>>;
  words: Words;
  sentence: Both | null;
}

export interface Estimate {
  networks: number;
  seconds: number | null;
  bytes: number | null;
  groups: number | null;
  command: string;
  python: string;
}

export interface Table {
  kind: "table";
  source: string;
  label: string;
  columns: { name: string; kind: "number" | "word" }[];
  rows: number;
  target: string;
}

export type Upload = Table | { kind: "log"; entry: Entry };

export interface Predicted {
  classes: string[] | null;
  members: { member: number; label: string; probabilities: number[] }[];
}

export interface Weights {
  layers: { name: string; shape: number[]; connections: number; biases: number }[];
  height: number;
  width: number;
  units: number[][];
  of: number;
}

export interface Mistakes {
  n: number;
  /** Of a regression every prediction is off: how far, its examples tell. */
  wrong: number | null;
  share: number | null;
  stored: boolean;
  examples: Mistake[];
}

export interface Mistake {
  name: string;
  picture: string | null;
  values: string | null;
  true: string;
  predicted: string;
  sure: number;
}
