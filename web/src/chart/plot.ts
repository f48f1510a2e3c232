// What uPlot is told: columns of values, lines and bands, axes.
import uPlot from "uplot";
import { GRID, INK } from "./colours";
import type { Numbers } from "./data";
import { axisName } from "./drawing";
import { tick } from "./numbers";
import type { Scene } from "./view";

/** Of no more epochs than these each value is a dot. */
export const DOTTED = 12;

/** Every curve's values, band before line, as uPlot's columns. */
export function columnsOf(scene: Scene): uPlot.AlignedData {
  const { view } = scene;
  const fit = (values: Numbers) => (view.logY ? values.map((v) => (v !== null && v > 0 ? v : null)) : values);
  const columns: Numbers[] = [];
  for (let curve = 0; curve < scene.curves.length; curve++) {
    for (const side of scene.sides) {
      const line = scene.line(curve, side) ?? { mid: scene.x.map(() => null) };
      if (line.low && line.high) columns.push(fit(line.low), fit(line.high));
      columns.push(fit(line.mid));
    }
  }
  return [scene.x, ...columns] as uPlot.AlignedData;
}

/** All of it but what is done when the cursor moves; `now` gives the scene, whose curves may have grown since. */
export function settingsOf(now: () => Scene, x: string, width: number, height: number): uPlot.Options {
  const scene = now();
  const { view } = scene;
  const series: uPlot.Series[] = [{}];
  const bands: uPlot.Band[] = [];
  // One that diverged would leave the others no room.
  const alone = scene.curves.every((_, curve) => scene.verdict(curve) === "diverged");
  for (let curve = 0; curve < scene.curves.length; curve++) {
    const stroke = scene.colours[curve]!;
    for (const side of scene.sides) {
      const line = scene.line(curve, side);
      const common = { stroke, auto: alone || scene.verdict(curve) !== "diverged", spanGaps: true, points: { show: () => now().x.length <= DOTTED, size: 6 } };
      if (line?.low && line.high) {
        series.push({ ...common, width: 0 }, { ...common, width: 0 });
        bands.push({ series: [series.length - 1, series.length - 2], fill: `${stroke}1f` });
      }
      const dash = side === "val_" ? { dash: [6, 4] } : {};
      series.push({ ...common, width: scene.few ? 1.6 : 1, ...dash });
    }
  }
  const log = { splits: (_plot: uPlot, _axis: number, min: number, max: number) => decades(min, max), filter: same };
  // Letters grow with the page's own, as on a projector.
  const letter = 0.8 * parseFloat(getComputedStyle(document.documentElement).fontSize);
  const font = `${letter}px system-ui`;
  const axis = { stroke: INK, font, labelFont: `bold ${font}`, grid: { stroke: GRID, width: 1 }, ticks: { stroke: GRID, width: 1 }, labelSize: 2 * letter, values };
  const whole = scene.x.every(Number.isInteger) ? { incrs: WHOLE } : {};
  return {
    width: Math.max(width, 160),
    height,
    pxAlign: 0,
    legend: { show: false },
    cursor: { points: { show: false }, drag: { x: true, y: false }, y: false },
    scales: {
      x: { time: false, distr: view.logX ? 3 : 1, range: (_plot, min, max) => range(now(), min, max) },
      y: { distr: view.logY ? 3 : 1 },
    },
    axes: [
      { ...axis, ...(view.logX ? log : whole), label: x, size: 3 * letter },
      { ...axis, ...(view.logY ? log : {}), label: axisName(scene), size: 4.8 * letter },
    ],
    series,
    bands,
  };
}

/** The shown part of x; beyond the end there is room for what has not been reached. */
function range({ x, view, unreached }: Scene, min: number | null, max: number | null): [number, number] {
  const [first, last] = [x[0] ?? 0, x.at(-1) ?? 1];
  const [low, high] = [min ?? first, max ?? last];
  if (low === high) return view.logX ? [low / 2, high * 2] : [low - 1, high + 1];
  if (high < last || !unreached) return [low, high];
  return view.logX ? [low, high * (last / first) ** 0.12] : [low, high + 0.12 * (high - low)];
}

const WHOLE = [1, 2, 5].flatMap((n) => [n, n * 10, n * 100, n * 1e3, n * 1e4, n * 1e5, n * 1e6]).sort((a, b) => a - b);

const values = (_plot: uPlot, ticks: number[]): string[] => ticks.map(tick);

const same = (_plot: uPlot, ticks: number[]): number[] => ticks;

/** Ticks of a logarithmic axis: 1, 2, 5 of each power of ten, of many powers only the powers. */
function decades(min: number, max: number): number[] {
  const [first, last] = [Math.floor(Math.log10(min)), Math.ceil(Math.log10(max))];
  const each = last - first > 3 ? [1] : [1, 2, 5];
  const ticks = [];
  for (let power = first; power <= last; power++) ticks.push(...each.map((n) => n * 10 ** power));
  return ticks.filter((tick) => tick >= min * 0.999 && tick <= max * 1.001);
}
