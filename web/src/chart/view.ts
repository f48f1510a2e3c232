// What is looked at: the part of a chart's state that its drawings share.
import { coloursOf } from "./colours";
import { common, curvesOf, placed, representative, union } from "./curves";
import type { ChartData, Curve, Diagnosis, Line, Numbers, Run } from "./data";

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
  /** Whether more epochs are to come. */
  growing: boolean;
}

/** The curves of a view on one axis, ready to be drawn. */
export class Scene {
  readonly curves: Curve[];
  /** Of all curves together. */
  readonly colours: string[];
  readonly x: number[];
  readonly metric: string;
  readonly score: boolean;
  readonly sides: Side[];
  readonly #aligned = new Map<string, Line | undefined>();

  constructor(
    readonly data: ChartData,
    readonly view: View,
  ) {
    const runs = data.curves.flatMap((curve) => curve.runs);
    const metric = data.metrics[view.metric]!;
    this.curves = runs.length ? curvesOf(runs, [metric], view.together, view.gap) : data.curves;
    this.colours = coloursOf(this.curves, data.palette, view.colourBy);
    ({ name: this.metric, score: this.score } = metric);
    this.sides = view.gap ? ["gap_"] : ["", "val_"];
    this.x = [...union(this.curves.map((curve) => curve.x))]; // a run's own epochs go on
  }

  /** A curve's colour now: a few that were chosen are told apart by hue. */
  colour(curve: number): string {
    const { chosen, colourBy } = this.view;
    const place = [...chosen].indexOf(curve);
    const { few } = this.data.palette;
    const apart = colourBy === null && place >= 0 && chosen.size > 1 && chosen.size <= few.length;
    return (apart ? few[place] : this.colours[curve])!;
  }

  get few(): boolean {
    return this.curves.length <= 12;
  }

  /** Whether bands are intervals of means, not the seeds themselves. */
  get interval(): boolean {
    return this.curves.some(({ runs, lines }) => !runs.length && Object.values(lines).some(({ low }) => low));
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
    const on = (values: Numbers) => placed(values, curve.x, this.x);
    return line && { mid: on(line.mid), ...(line.low && line.high && { low: on(line.low), high: on(line.high) }) };
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
    const diagnosis = run?.diagnoses[this.metric];
    return run && diagnosis ? { run, diagnosis } : null;
  }

  /** A curve's best epoch; null where there is none, or it is yet to come. */
  best(curve: number): number | null {
    const found = this.diagnosed(curve)?.diagnosis;
    return found && found.verdict !== "underfitting" ? found.best_epoch : null;
  }

  verdict(curve: number): string | undefined {
    return common(this.curves[curve]!, this.metric);
  }

  /** Whether some curve or its best zone goes on beyond its end, so that room is left for it. */
  get unreached(): boolean {
    return this.view.growing || this.curves.some((_, i) => this.verdict(i) === "underfitting");
  }
}
