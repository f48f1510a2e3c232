// What is on the screen, to keep: SVG, PNG, CSV.
import { _ } from "../messages";
import { GRID, INK, PAPER } from "./colours";
import { axisName, box, drawCurve, drawStage, sideName, type Space } from "./drawing";
import { verdictText } from "./describe";
import { measure, Pen } from "./pen";
import type { Scene } from "./view";

const [LEFT, TOP, BELOW] = [64, 24, 46];
const ROW = 18;
/** More names than these are counted. */
const MOST = 40;
type Ticks = { x: [number, string][]; y: [number, string][] };

/** The chart with its axes and the names of its curves. */
export function toSvg(scene: Scene, x: string, space: Space, ticks: Ticks, named: boolean): string {
  const names = legend(scene, named);
  const height = TOP + space.height + BELOW + ROW * Math.ceil(names.length / 2);
  const pen = new Pen(LEFT + space.width + 16, height);
  const bottom = TOP + space.height;
  pen.area(box(0, 0, LEFT + space.width + 16, height), { colour: PAPER });
  for (const [at, text] of ticks.x) {
    const px = LEFT + space.x(at);
    if (px > LEFT + space.width + 1) continue;
    pen.line([[px, TOP], [px, bottom]], { colour: GRID });
    pen.text([px, bottom + 12], text, { colour: INK, anchor: "middle" });
  }
  for (const [at, text] of ticks.y) {
    const py = TOP + space.y(at);
    pen.line([[LEFT, py], [LEFT + space.width, py]], { colour: GRID });
    pen.text([LEFT - 6, py], text, { colour: INK, anchor: "end" });
  }
  pen.text([LEFT + space.width / 2, bottom + 32], x, { colour: INK, anchor: "middle" });
  pen.text([4, 9], axisName(scene), { colour: INK, bold: true });
  pen.within(LEFT, TOP, space.width, space.height, () => {
    scene.curves.forEach((_, curve) => drawCurve(pen, space, scene, curve, scene.few ? 1.6 : 1));
    drawStage(pen, space, scene);
  });
  names.forEach(({ text, colour, dash }, i) => {
    const [px, py] = [LEFT + (i % 2) * (space.width / 2), bottom + BELOW + ROW * Math.floor(i / 2)];
    pen.line([[px, py], [px + 18, py]], { colour, width: dash === undefined ? 4 : 1.6, dash: !!dash });
    pen.text([px + 24, py], clipped(text, space.width / 2 - 32), { colour: INK });
  });
  return pen.toString();
}

/** As much of a name as there is room for. */
const clipped = (text: string, room: number): string =>
  measure(text) <= room ? text : clipped(`${text.slice(0, -2)}…`, room);

interface Name {
  text: string;
  colour: string;
  /** Of a kind of line, not of a curve. */
  dash?: boolean;
}

function legend(scene: Scene, named: boolean): Name[] {
  const { active, curves } = scene;
  const all = !named ? [] : active.length ? active : curves.map((_, i) => i);
  const names: Name[] = all.slice(0, MOST).map((i) => {
    const verdict = scene.verdict(i);
    return { text: curves[i]!.label + (verdict ? `  ${verdictText(verdict)}` : ""), colour: scene.colour(i) };
  });
  if (all.length > MOST) names.push({ text: _("… {n} in all", { n: all.length }), colour: "none" });
  return [...names, ...scene.sides.map((side): Name => ({ text: sideName(side), colour: INK, dash: side === "val_" }))];
}

export async function toPng(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width * 2, image.height * 2];
  canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture")))));
}

/** A column for each line of each curve, those chosen or all. */
export function toCsv(scene: Scene, x: string): string {
  const shown = scene.active.length ? scene.active : scene.curves.map((_, i) => i);
  const columns = shown.flatMap((curve) =>
    scene.sides.flatMap((side) => {
      const line = scene.line(curve, side);
      const name = `${scene.curves[curve]!.label} ${side}${scene.metric}`;
      const ends = line?.low && line.high ? [{ name: `${name} low`, values: line.low }, { name: `${name} high`, values: line.high }] : [];
      return line ? [{ name, values: line.mid }, ...ends] : [];
    }),
  );
  const rows = scene.x.map((value, i) => [value, ...columns.map(({ values }) => values[i] ?? "")]);
  return csv([[x, ...columns.map(({ name }) => name)], ...rows]);
}

/** RFC 4180, with a mark for Excel that it is UTF-8. */
export function csv(rows: (string | number)[][]): string {
  const cell = (value: string | number) => (/[",\r\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : value);
  return `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

export function download(content: string | Blob, name: string, type = ""): void {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = document.createElement("a");
  [link.href, link.download] = [url, name];
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
