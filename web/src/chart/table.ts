// The values behind the lines, for those who would rather read: `T`.
import { _ } from "../messages";
import { sideName } from "./drawing";
import { element } from "./element";
import { short } from "./numbers";
import type { Scene } from "./view";

/** More columns than these nobody reads; the files have all. */
const MOST = 12;

export function valuesTable(scene: Scene, x: string, title: string): HTMLElement {
  const { active } = scene;
  const all = active.length ? active : scene.curves.map((_, i) => i);
  const shown = all.slice(0, MOST);
  const heads = shown.flatMap((curve) =>
    scene.sides.map((side) => ({ text: `${scene.curves[curve]!.label}, ${sideName(side)}`, line: scene.line(curve, side) })),
  );
  const rest = all.length - shown.length;
  const note = rest > 0 ? _("{n} more curves are in the CSV file; choose some to see them here.", { n: rest }) : "";
  const table = element(
    "table",
    {},
    element("caption", {}, title, " ", note),
    element("thead", {}, element("tr", {}, head(x), ...heads.map(({ text }) => head(text)))),
  );
  const body = table.createTBody();
  scene.x.forEach((value, i) => {
    const row = body.insertRow();
    row.append(element("th", { scope: "row" }, short(value)));
    for (const { line } of heads) row.insertCell().textContent = short(line?.mid[i]);
  });
  return table;
}

const head = (text: string): HTMLElement => element("th", { scope: "col" }, text);
