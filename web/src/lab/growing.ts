// The chart while its curves grow: zoom, choice and cursor stay, and what is drawn already is drawn again only where
// the axes change.
import { CurveChart } from "../chart/chart";
import type { ChartData } from "../chart/data";
import { columnsOf, DOTTED } from "../chart/plot";
import { Scene } from "../chart/view";
import { Tails } from "./tails";

export class GrowingChart extends CurveChart {
  readonly #tails = new Tails();

  grow(data: ChartData): void {
    const { plot, scene: before } = this;
    const scene = new Scene(data, this.view);
    const columns = columnsOf(scene);
    const same = columns.length === plot.series.length && before.x.length && named(before) === named(scene);
    if (!same) return this.rebuild(true, data);
    this.scene = scene;
    const { min, max } = plot.scales["x"]!;
    const zoomed = min! > before.x[0]! || max! < before.x.at(-1)!;
    plot.setData(columns, false);
    if (this.view.growing && before.x.length > DOTTED && this.#tails.extend(plot, zoomed)) {
      if (plot.cursor.left! >= 0) plot.setCursor(plot.cursor as { left: number; top: number });
      this.stand();
    } else if (zoomed) plot.redraw();
    else plot.setData(columns); // having drawn, it calls `drawn`
  }

  /** All that is said of the curves, as they are now. */
  tell(): void {
    this.paint();
  }

  protected override drawn(): void {
    this.#tails.begin(this.plot);
    super.drawn();
  }
}

/** What of the curves would change more than their ends. */
const named = ({ curves, metric }: Scene): string =>
  curves.map(({ label, runs }) => label + runs.map((run) => run.diagnoses[metric]?.verdict === "diverged")).join();
