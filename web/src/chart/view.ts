// What is looked at: the part of a chart's state that its drawings share.
import { coloursOf } from "./colours";
import { common, curvesOf, representative } from "./curves";
import type { ChartData, Curve, Diagnosis, Line, Run } from "./data";

export type Side = "" | "val_" | "gap_";

export interface View {
  /** Its place in the data's metrics. */
  metric: number;
  gap: boolean;
  logX: boolean;
  logY: boolean;
  /** The seeds of a network as one curve. */
  together: boolean;
  /** The setting that gives the colours; null: every curve its own. */
  colourBy: string | null;
  chosen: Set<number>;
  focus: number | null;
  /** The place of the cursor among the values of x. */
  index: number | null;
}

/** The curves of a view on one axis, ready to be drawn. */
export class Scene {
  readonly curves: Curve[];
  readonly colours: string[];
  readonly x: number[];
  readonly metric: string;
  readonly sides: Side[];
  readonly #aligned = new Map<string, Line | undefined>();

  constructor(
    readonly data: ChartData,
    readonly view: View,
  ) {
    const runs = data.curves.flatMap((curve) => curve.runs);
    this.curves = runs.length ? curvesOf(runs, data.metrics, view.together) : data.curves;
    this.colours = coloursOf(this.curves, data.palette, view.colourBy);
    this.metric = data.metrics[view.metric]!.name;
    this.sides = view.gap ? ["gap_"] : ["", "val_"];
    const [first, ...others] = this.curves.map((curve) => curve.x);
    this.x = first ?? [];
    if (others.some((x) => x.length !== this.x.length || x.some((value, i) => value !== this.x[i]))) {
      this.x = [...new Set(this.curves.flatMap((curve) => curve.x))].sort((a, b) => a - b);
    }
  }

  get few(): boolean {
    return this.curves.length <= 12;
  }

  /** A curve's line on the common axis; undefined where it has none. */
  line(curve: number, side: Side): Line | undefined {
    const key = `${curve} ${side}`;
    if (!this.#aligned.has(key)) this.#aligned.set(key, this.#align(curve, side));
    return this.#aligned.get(key);
  }

  #align(place: number, side: Side): Line | undefined {
    const curve = this.curves[place]!;
    const line = curve.lines[side + this.metric];
    if (!line || curve.x.length === this.x.length) return line;
    const at = new Map(curve.x.map((value, i) => [value, i]));
    const spread = (values: (number | null)[]) => this.x.map((value) => values[at.get(value) ?? -1] ?? null);
    return line.low && line.high
      ? { mid: spread(line.mid), low: spread(line.low), high: spread(line.high) }
      : { mid: spread(line.mid) };
  }

  /** The curves that stand out; none where all are alike. */
  get active(): number[] {
    const { chosen, focus } = this.view;
    return focus === null || chosen.has(focus) ? [...chosen] : [...chosen, focus];
  }

  /** The one whose zones are shown. */
  get lead(): number | null {
    if (this.view.focus !== null) return this.view.focus;
    if (this.view.chosen.size === 1) return [...this.view.chosen][0]!;
    return this.curves.length === 1 ? 0 : null;
  }

  /** The run that stands for a curve, and what is said of it. */
  diagnosed(curve: number): { run: Run; diagnosis: Diagnosis } | null {
    const run = representative(this.curves[curve]!, this.metric);
    return run ? { run, diagnosis: run.diagnoses[this.metric]! } : null;
  }

  verdict(curve: number): string | undefined {
    return common(this.curves[curve]!, this.metric);
  }

  /** Whether some curve's best zone lies beyond its end, so that room is left for saying so. */
  get unreached(): boolean {
    return this.curves.some((_, i) => this.verdict(i) === "underfitting");
  }
}
