// What curves have grown by, drawn at the ends of what uPlot has drawn.
import type uPlot from "uplot";

/** The place of a line's last value that is drawn, and how long its dashes run since uPlot drew it. */
interface End {
  at: number;
  length: number;
}

/** As uPlot keeps them: styles have become functions. */
type Kept = uPlot & { bands: { series: [number, number]; fill: Style }[] };
type Style = (plot: uPlot, place: number) => string;

export class Tails {
  #ends: End[] = [];
  #drawn: uPlot.AlignedData = [[]];

  /** uPlot has drawn all lines. */
  begin({ data }: uPlot): void {
    this.#drawn = data;
    this.#ends = data.map((column) => {
      let at = data[0].length - 1; // a run's own values may go on further: they grow with the run
      while (at >= 0 && column[at] == null) at--;
      return { at, length: 0 };
    });
  }

  /** Draws what came since. Where it is not at the ends alone, or the axes have no room for it, nothing is drawn: false.
   * Of an enlarged part they need none for what lies beyond it. */
  extend(plot: uPlot, zoomed: boolean): boolean {
    if (!plot.data.every((column, i) => this.#goesOn(column, i))) return false;
    const tails = plot.data.map((column, i) => {
      const places = [];
      for (let at = Math.max(this.#ends[i]!.at, 0); at < column.length; at++) if (column[at] != null) places.push(at);
      return places;
    });
    const fits = tails.every((places, i) => {
      const { auto, scale } = plot.series[i]!;
      const { min, max } = plot.scales[scale!]!;
      const within = (at: number) => plot.data[i]![at]! >= min! && plot.data[i]![at]! <= max!;
      return (i > 0 && !auto) || places.every((at) => within(at) || (zoomed && plot.data[0][at]! > plot.scales["x"]!.max!));
    });
    if (fits) this.#draw(plot, tails);
    return fits;
  }

  /** Whether what is drawn of a column is as it was: a mean is not, when a seed comes to it later. */
  #goesOn(column: ArrayLike<number | null | undefined>, i: number): boolean {
    const known = this.#drawn[i]!;
    let at = column === known ? -1 : this.#ends[i]!.at;
    while (at >= 0 && column[at] === known[at]) at--;
    return at < 0;
  }

  #draw(plot: uPlot, tails: number[][]): void {
    this.#drawn = plot.data;
    const { ctx, bbox, data, series } = plot;
    const points = (i: number) =>
      tails[i]!.map((at) => [plot.valToPos(data[0][at]!, "x", true), plot.valToPos(data[i]![at]!, "y", true)] as const);
    const line = (through: (readonly [number, number])[]) => {
      ctx.beginPath();
      for (const [x, y] of through) ctx.lineTo(x, y);
    };
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.lineJoin = "round";
    (plot as Kept).bands.forEach(({ series: [high, low], fill }, i) => {
      line([...points(high), ...points(low).reverse()]);
      ctx.fillStyle = fill(plot, i);
      ctx.fill();
    });
    for (let i = 1; i < series.length; i++) {
      const { stroke, width, dash } = series[i]!;
      const end = this.#ends[i]!;
      const through = points(i);
      end.at = tails[i]!.at(-1) ?? end.at;
      if (!width || through.length < 2) continue;
      ctx.strokeStyle = (stroke as Style)(plot, i);
      ctx.lineWidth = width * devicePixelRatio;
      ctx.lineCap = dash ? "butt" : "round";
      ctx.setLineDash(dash ?? []);
      ctx.lineDashOffset = end.length;
      line(through);
      ctx.stroke();
      for (let j = 1; j < through.length; j++) {
        end.length += Math.hypot(through[j]![0] - through[j - 1]![0], through[j]![1] - through[j - 1]![1]);
      }
    }
    ctx.restore();
  }
}
