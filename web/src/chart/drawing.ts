// What stands out in a chart: bands, lines, zones, the best epoch and those among which it is.
import { _, said } from "../messages";
import { PAPER, RIM, ZONES } from "./colours";
import { epochsOf } from "./curves";
import { among } from "./numbers";
import type { Diagnosis, Line, Numbers, ZoneName } from "./data";
import { BOLD, measure, type Ink, type Pen, type Point } from "./pen";
import type { Scene, Side } from "./view";

/** Where values lie, in pixels from the upper left corner of the plotting area. */
export interface Space {
  x: (value: number) => number;
  y: (value: number) => number;
  width: number;
  height: number;
}

/** One curve: its band, its lines, training solid and validation dashed. */
export function drawCurve(pen: Pen, space: Space, scene: Scene, curve: number, width: number): void {
  const colour = scene.colour(curve);
  for (const side of scene.sides) {
    const line = scene.line(curve, side);
    if (!line) continue;
    const band = bandOf(space, scene.x, line);
    if (band.length) pen.area(band, { colour, opacity: 0.14 });
    drawLine(pen, pointsOf(space, scene.x, line.mid), { colour, width, dash: side === "val_" });
  }
}

/** The single seeds of a curve that shows them together. */
export function drawSeeds(pen: Pen, space: Space, scene: Scene, curve: number): void {
  const { runs } = scene.curves[curve]!;
  if (runs.length < 2 || scene.view.gap) return;
  for (const run of runs) {
    for (const side of scene.sides) {
      const values = run.metrics[side + scene.metric] ?? [];
      const ink = { colour: scene.colour(curve), width: 0.8, opacity: 0.55, dash: side === "val_" };
      drawLine(pen, pointsOf(space, epochsOf(run), values), ink);
    }
  }
}

/** A line, or a ring where it has one point only. */
function drawLine(pen: Pen, points: Point[], ink: Ink): void {
  if (points.length > 1) pen.line(points, ink);
  else if (points[0]) pen.ring(points[0], ink);
}

/** The values that there are; a gap between them is bridged. */
function pointsOf(space: Space, x: number[], values: Numbers): Point[] {
  const points: Point[] = [];
  for (let i = 0; i < x.length; i++) {
    const value = values[i];
    if (value == null) continue;
    const y = space.y(value);
    if (Number.isFinite(y)) points.push([space.x(x[i]!), y]);
  }
  return points;
}

function bandOf(space: Space, x: number[], { low, high }: Line): Point[] {
  return low && high ? [...pointsOf(space, x, low), ...pointsOf(space, x, high).reverse()] : [];
}

/** The zones under a curve, and beyond its end what was not reached. */
export function drawZones(pen: Pen, space: Space, diagnosis: Diagnosis): void {
  const names = { underfitting: _("underfitting"), best: _("best"), overfitting: _("overfitting") };
  const zone = (name: ZoneName, from: number, to: number, text: string, open: boolean) => {
    const { fill, ink, sign } = ZONES[name];
    const [left, right] = [Math.max(from, 0), Math.min(to, space.width)];
    if (right <= left) return;
    pen.area(box(left, 0, right, space.height), { colour: fill, opacity: open ? 0.05 : 0.1 });
    if (left > 0) pen.line([[left, 0], [left, space.height]], { colour: ink, opacity: 0.6, dash: true });
    const room = right - left;
    const whole = `${sign} ${text}`;
    const shown = [whole, sign].find((each) => measure(each) * BOLD + 6 <= room);
    const look = { colour: ink, bold: true };
    if (open && shown !== whole) {
      // Where it has no room, over the zone before it, and "best:" over the rest.
      const lines = measure(whole) * BOLD < space.width - 8 ? [whole] : whole.split(/(?<=:) /);
      lines.forEach((line, i) => pen.text([right - 4, 26 + 15 * i], line, { ...look, anchor: "end" }));
    } else if (shown) pen.text([(left + right) / 2, 10], shown, { ...look, anchor: "middle" });
  };
  for (const { name, first, last } of diagnosis.zones) {
    // Open to the right: what comes after the last epoch is not known to differ.
    const end = last === diagnosis.zones.at(-1)!.last ? space.x(last) : space.x(last + 0.5);
    zone(name, name === diagnosis.zones[0]!.name ? 0 : space.x(first - 0.5), end, names[name], false);
  }
  const end = diagnosis.zones.at(-1);
  if (end && diagnosis.verdict === "underfitting") {
    zone("best", space.x(end.last), space.width, `${names.best}: ${_("not reached yet")} →`, true);
  }
}

/** A ring around the best epoch. */
export function drawBest(pen: Pen, space: Space, scene: Scene, curve: number): void {
  const best = scene.best(curve);
  if (best === null) return;
  const value = scene.line(curve, scene.view.gap ? "gap_" : "val_")?.mid[scene.x.indexOf(best)];
  const y = value == null ? NaN : space.y(value);
  if (Number.isFinite(y)) pen.ring([space.x(best), y], { colour: scene.colour(curve) });
}

/** The epochs among which the best one is with 90 % confidence: where lines seldom are, above losses that fall
 * and below scores that rise. */
function drawBestSet(pen: Pen, space: Space, { best_epoch: best, best_set_90: set, verdict }: Diagnosis, above: boolean): void {
  if (best === null || set === null || verdict === "underfitting") return; // the best is yet to come
  const y = above ? 40 : space.height - 6;
  const [left, right] = [space.x(set[0] - 0.3), space.x(set[1] + 0.3)];
  pen.line([[left, y], [right, y]], { colour: RIM, width: 3 });
  for (const end of [left, right]) pen.line([[end, y - 4], [end, y + 4]], { colour: RIM, width: 1.5 });
  const long = _("best epoch {best} (90%: {among})", { best, among: among(set) });
  const text = measure(long) + 8 < space.width ? long : among(set);
  const half = measure(text) / 2;
  const middle = Math.min(Math.max((left + right) / 2, half + 4), space.width - half - 4);
  pen.text([middle, y - 13], text, { colour: RIM, anchor: "middle" });
}

/** What is drawn above all lines: a veil over them, zones and marks of the curve that leads, and those that stand
 * out. Where none does and they are few, each has its best epoch marked. */
export function drawStage(pen: Pen, space: Space, scene: Scene): void {
  const { lead, active, few } = scene;
  if (few && !active.length) scene.curves.forEach((_, curve) => drawBest(pen, space, scene, curve));
  const found = lead === null ? null : scene.diagnosed(lead);
  if (active.length && scene.curves.length > 1) {
    pen.area(box(0, 0, space.width, space.height), { colour: PAPER, opacity: 0.8 });
  }
  if (found) drawZones(pen, space, found.diagnosis);
  if (lead !== null) drawSeeds(pen, space, scene, lead);
  for (const curve of active) drawCurve(pen, space, scene, curve, 2.4);
  if (lead === null) return;
  drawBest(pen, space, scene, lead);
  if (found) drawBestSet(pen, space, found.diagnosis, scene.view.gap || !scene.score);
}

export const sideName = (side: Side): string =>
  ({ "": _("training"), val_: _("validation"), gap_: _("gap") })[side];

export function axisName(scene: Scene): string {
  const label = said(scene.data.metrics[scene.view.metric]!.label);
  return scene.view.gap ? _("gap in {metric}", { metric: label }) : label;
}

export const box = (left: number, top: number, right: number, bottom: number): Point[] => [
  [left, top],
  [right, top],
  [right, bottom],
  [left, bottom],
];
