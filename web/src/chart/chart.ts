// `CurveChart`: hanka's one chart in the browser. uPlot draws axes and all lines once; what stands out is drawn
// above them, so that moving over five hundred curves redraws one.
import uPlot from "uplot";
import { _ } from "../messages";
import type { ChartData } from "./data";
import { announced, readout } from "./describe";
import { drawStage, type Space } from "./drawing";
import { download, toCsv, toPng, toSvg } from "./files";
import { element, type Part } from "./element";
import { CurveList } from "./list";
import { Pen } from "./pen";
import { columnsOf, settingsOf } from "./plot";
import { valuesTable } from "./table";
import { toolbar } from "./toolbar";
import { Scene, type View } from "./view";

export interface Options {
  /** What the values of x are, as `epoch`; said anew when the language changes. */
  x: () => string;
  /** What the chart is, for those who don't see it. */
  title: () => string;
  /** A name for the files that are saved. */
  file: string;
  height?: number;
  /** Neither tools nor list: for one curve beside its words. */
  small?: boolean;
  logX?: boolean;
  /** The metric to begin with, by its place. */
  metric?: number;
  /** What else is looked at to begin with. */
  view?: Partial<View>;
  /** Called as the view changes, and as something else is pointed at. */
  seen?: (view: View) => void;
}

/** How near to a line, in pixels, the pointer must be. */
const NEAR = 32;

export class CurveChart {
  readonly view: View;
  readonly #place: HTMLElement;
  readonly #options: Options;
  protected scene: Scene;
  protected plot!: uPlot;
  readonly #overlay = element("div", { class: "over", "aria-hidden": "true" });
  #drawn: unknown[] = [];
  readonly #stage = element("div", { class: "stage", tabindex: "0", role: "application" });
  readonly #tools = element("div", { class: "tools" });
  readonly #reading = element("p", { class: "reading" });
  readonly #live = element("p", { class: "unseen", "aria-live": "polite" });
  readonly #table = element("div", { class: "values", tabindex: "0", hidden: "" });
  readonly #list: CurveList;
  readonly #observer: ResizeObserver;
  #frame = 0;

  constructor(place: HTMLElement, data: ChartData, options: Options) {
    [this.#place, this.#options] = [place, options];
    this.view = {
      metric: options.metric ?? 0, gap: false, logX: options.logX ?? false, logY: false, together: true,
      colourBy: null, chosen: new Set(), focus: null, index: null, growing: false, ...options.view,
    }; // prettier-ignore
    this.scene = new Scene(data, this.view);
    this.#list = new CurveList({
      point: (curve) => this.#show({ focus: curve }),
      choose: (curve) => this.#choose(curve),
      chooseAll: (verdict) => this.#chooseAll(verdict),
      clear: () => this.#clear(),
    });
    place.classList.add("curve-chart");
    const parts: Part[] = options.small
      ? [this.#stage, this.#reading, this.#table]
      : [this.#tools, element("div", { class: "body" }, this.#stage, this.#list.root), this.#reading, this.#table];
    place.replaceChildren(...parts, this.#live);
    this.#stage.addEventListener("keydown", (event) => this.#press(event));
    this.#stage.addEventListener("blur", () => this.#show({ focus: null, index: null }));
    this.#observer = new ResizeObserver(() => this.#resize());
    this.#observer.observe(this.#stage);
    this.rebuild();
  }

  /** Draw other data, such as curves that have grown; what is looked at stays. */
  setData(data: ChartData): void {
    this.rebuild(false, data);
  }

  /** Look at something else: the given parts of the view change, and every text is said anew. */
  look(change: Partial<View>): void {
    Object.assign(this.view, change);
    if (change.together !== undefined) Object.assign(this.view, { chosen: new Set(), focus: null });
    this.rebuild(change.logX === undefined);
  }

  /** The picture as it stands, as SVG; a small one is drawn smaller on paper, its letters are not. */
  svg(paper = false): string {
    const space = this.#space;
    const small = !!this.#options.small;
    const scale = paper && small ? 0.8 : 1;
    const scaled = { x: (v: number) => space.x(v) * scale, y: (v: number) => space.y(v) * scale,
      width: space.width * scale, height: space.height * scale }; // prettier-ignore
    return toSvg(this.scene, this.#options.x(), scaled, this.#ticks(), !small);
  }

  destroy(): void {
    this.#observer.disconnect();
    cancelAnimationFrame(this.#frame);
    this.plot.destroy();
    this.#place.replaceChildren();
  }

  /** `kept`: what x is, so that an enlarged part stays enlarged. */
  protected rebuild(kept = false, data = this.scene.data): void {
    // Runs grow in place: whether x was enlarged, only the last scene's own x can tell.
    const [first, last] = [this.scene.x[0], this.scene.x.at(-1)];
    this.scene = new Scene(data, this.view);
    this.#stage.setAttribute("aria-label", `${this.#options.title()}. ${_("Arrow keys move the cursor, T shows a table.")}`);
    this.#stage.setAttribute("aria-roledescription", _("learning curves"));
    const { min, max } = this.plot?.scales["x"] ?? {};
    this.plot?.destroy();
    const { height = 380, x } = this.#options;
    const settings = settingsOf(() => this.scene, x(), this.#stage.clientWidth, height);
    settings.hooks = { setCursor: [(plot) => this.#point(plot)], draw: [() => this.drawn()] };
    this.plot = new uPlot(settings, columnsOf(this.scene), this.#stage);
    this.plot.over.append(this.#overlay);
    if (kept && min != null && max != null && (min > first! || max < last!)) this.plot.setScale("x", { min, max });
    this.plot.over.addEventListener("click", () => this.view.focus !== null && this.#choose(this.view.focus));
    if (!this.#options.small) {
      const held = [...this.#tools.querySelectorAll("select")].indexOf(document.activeElement as HTMLSelectElement);
      this.#tools.replaceChildren(...toolbar(this.scene, this.#options.x(), (change) => this.look(change), {
        table: () => this.#toggleTable(),
        png: () => void toPng(this.svg()).then((blob) => download(blob, `${this.#options.file}.png`)),
        svg: () => download(this.svg(), `${this.#options.file}.svg`, "image/svg+xml"),
        csv: () => download(toCsv(this.scene, this.#options.x()), `${this.#options.file}.csv`, "text/csv"),
      }));
      this.#tools.querySelectorAll("select")[held]?.focus();
      this.#list.fill(this.scene, this.#options.x());
      if (!this.#table.hidden) this.#fillTable();
    }
    this.paint();
  }

  /** The pointer moved: the epoch, and the nearest curve. */
  #point(plot: uPlot): void {
    const { left, top } = plot.cursor;
    const { x } = this.scene;
    if (!x.length || left == null || left < 0) {
      if (!this.#stage.matches(":focus-visible")) this.#show({ focus: null, index: null });
      return;
    }
    const at = plot.posToVal(left, "x");
    const before = x.findLastIndex((value) => value <= at);
    const idx = before < 0 || x[before + 1]! - at < at - x[before]! ? before + 1 : before;
    this.#show({ index: idx, focus: top == null || top < 0 ? this.view.focus : this.#nearest(idx, top) });
  }

  #nearest(index: number, top: number): number | null {
    let [best, distance]: [number | null, number] = [null, NEAR];
    for (let curve = 0; curve < this.scene.curves.length; curve++) {
      for (const side of this.scene.sides) {
        const value = this.scene.line(curve, side)?.mid[index];
        if (value == null) continue;
        const away = Math.abs(this.plot.valToPos(value, "y") - top);
        if (away < distance) [best, distance] = [curve, away];
      }
    }
    return best;
  }

  /** A lighter `look`: only what stands out is drawn anew. */
  #show(change: Pick<Partial<View>, "focus" | "index">): void {
    const keys = Object.keys(change) as (keyof typeof change)[];
    if (keys.every((key) => this.view[key] === change[key])) return;
    Object.assign(this.view, change);
    if (!this.#frame) this.#frame = requestAnimationFrame(() => this.paint());
  }

  #choose(curve: number): void {
    const { chosen } = this.view;
    if (!chosen.delete(curve)) chosen.add(curve);
    this.paint();
    if (!this.#table.hidden) this.#fillTable();
  }

  #chooseAll(verdict: string): void {
    const { view } = this;
    const scene = this.scene;
    const all = scene.curves.map((_, i) => i).filter((i) => scene.verdict(i) === verdict);
    const same = all.length === view.chosen.size && all.every((i) => view.chosen.has(i));
    view.chosen = new Set(same ? [] : all);
    this.paint();
    if (!this.#table.hidden) this.#fillTable();
  }

  /** uPlot has drawn all lines. */
  protected drawn(): void {
    this.paint();
  }

  protected paint(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    if (!this.plot?.over.isConnected) return;
    if (!this.#options.small) this.#list.update(this.scene); // first: it asks for the layout
    this.stand();
    this.#reading.textContent = readout(this.scene, this.#options.x(), !!this.#options.small);
    this.#options.seen?.(this.view);
  }

  /** Above the lines, where it is not what is there already: moving along a curve draws nothing. */
  protected stand(): void {
    const space = this.#space;
    const now = [this.scene, this.scene.lead, ...this.scene.active, space.width, space.height, space.x(1), space.x(2), space.y(1)];
    if (!Number.isFinite(space.x(1))) return; // uPlot has not come to it yet
    if (now.length === this.#drawn.length && now.every((each, i) => each === this.#drawn[i])) return;
    this.#drawn = now;
    const pen = new Pen(space.width, space.height);
    drawStage(pen, space, this.scene);
    this.#overlay.innerHTML = pen.toString(); // our own drawing, its texts escaped
  }

  get #space(): Space {
    const plot = this.plot;
    return {
      x: (value) => plot.valToPos(value, "x"),
      y: (value) => (this.view.logY && value <= 0 ? NaN : plot.valToPos(value, "y")),
      // Of the page's layout nothing is asked: on paper the chart isn't laid out.
      width: plot.bbox.width / uPlot.pxRatio,
      height: plot.bbox.height / uPlot.pxRatio,
    };
  }

  /** Where uPlot put its ticks, and what it wrote there. */
  #ticks(): { x: [number, string][]; y: [number, string][] } {
    const [x, y] = (this.plot.axes as unknown as { _splits: number[] | null; _values: (string | null)[] }[]).map((axis) =>
      (axis._splits ?? []).map((at, i): [number, string] => [at, axis._values[i] ?? ""]),
    );
    return { x: x!, y: y! };
  }

  #resize(): void {
    const width = this.#stage.clientWidth;
    if (width && width !== this.plot.width) this.plot.setSize({ width, height: this.plot.height });
  }

  #press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = this.#keys()[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
    this.#live.textContent = announced(this.scene, this.#options.x());
  }

  #keys(): Record<string, () => unknown> {
    const { view } = this;
    const scene = this.scene;
    const last = scene.x.length - 1;
    const step = Math.max(1, Math.round(last / 20));
    return {
      ArrowLeft: () => this.#moveTo((view.index ?? last + 1) - 1),
      ArrowRight: () => this.#moveTo((view.index ?? -1) + 1),
      PageUp: () => this.#moveTo((view.index ?? last) - step),
      PageDown: () => this.#moveTo((view.index ?? 0) + step),
      Home: () => this.#moveTo(0),
      End: () => this.#moveTo(last),
      ArrowUp: () => this.#turn(-1),
      ArrowDown: () => this.#turn(1),
      Enter: () => scene.lead !== null && this.#choose(scene.lead),
      " ": () => scene.lead !== null && this.#choose(scene.lead),
      Escape: () => this.#clear(),
      b: () => {
        const best = scene.best(scene.lead ?? 0);
        if (best !== null) this.#moveTo(scene.x.indexOf(best));
      },
      g: () => this.look({ gap: !view.gap, logY: false }),
      l: () => !view.gap && this.look({ logY: !view.logY }),
      t: () => this.#toggleTable(),
    };
  }

  #moveTo(index: number): void {
    if (!this.scene.x.length) return; // no epoch yet
    const place = Math.min(Math.max(index, 0), this.scene.x.length - 1);
    this.view.index = place;
    this.plot.setCursor({ left: this.plot.valToPos(this.scene.x[place]!, "x"), top: -1 }, false);
    this.paint();
  }

  #turn(by: number): void {
    const n = this.scene.curves.length;
    const from = this.view.focus ?? (by > 0 ? -1 : n);
    this.view.focus = (from + by + n) % n;
    this.paint();
  }

  #clear(): void {
    Object.assign(this.view, { chosen: new Set(), focus: null, index: null });
    this.plot.setCursor({ left: -10, top: -10 }, false);
    const { x } = this.scene;
    if (x.length > 1) this.plot.setScale("x", { min: x[0]!, max: x.at(-1)! });
    this.paint();
  }

  #toggleTable(): void {
    this.#table.hidden = !this.#table.hidden;
    if (!this.#table.hidden) this.#fillTable();
  }

  #fillTable(): void {
    this.#table.setAttribute("aria-label", this.#options.title());
    this.#table.replaceChildren(valuesTable(this.scene, this.#options.x(), this.#options.title()));
  }
}
