// The report's page: charts where it has places for them, the language, tables that sort, the data to keep.
import { CurveChart, type Options } from "../chart/chart";
import type { ChartData, Curve, Metric, Palette, Run, Setting } from "../chart/data";
import { csv, download } from "../chart/files";
import { epochsOf } from "../chart/curves";
import { element } from "../chart/element";
import { choice } from "../chart/toolbar";
import { _, language, learn, said, speak, type Both, type Language } from "../messages";
import { arrange, filterRows } from "./tables";
import "./report.css";

interface Report {
  title: string;
  file: string;
  runs: Run[];
  metrics: Metric[];
  settings: Setting[];
  palette: Palette;
  capacity: Capacity[];
}

/** Networks by size, of which there are several measures. */
interface Capacity {
  sizes: { label: Both; curves: Curve[] }[];
  metrics: Metric[];
}

const read = (id: string) => JSON.parse(document.getElementById(id)!.textContent!);
const report: Report = read("data");
learn(read("messages"));
const charts: [HTMLElement, CurveChart][] = [];

function dataOf(runs: Run[]): ChartData {
  const curves = runs.map((run): Curve => ({ label: run.label, x: [], lines: {}, settings: run.settings, runs: [run] }));
  const named = report.metrics.filter(({ name }) => runs.some((run) => name in run.metrics || `val_${name}` in run.metrics));
  return { curves, metrics: named, settings: runs.length > 1 ? report.settings : [], palette: report.palette };
}

function draw(place: HTMLElement): void {
  const { chart, run, metric, at } = place.dataset;
  const title = () => heading(place);
  const epoch = () => _("epoch");
  if (chart === "curves") {
    add(place, dataOf(report.runs), { x: epoch, title, file: `${report.file}-curves` });
  } else if (chart === "run") {
    const data = dataOf([report.runs[Number(run)]!]);
    const chosen = Math.max(0, data.metrics.findIndex(({ name }) => name === metric));
    add(place, data, { x: epoch, title, file: `${report.file}-${run}`, small: true, height: 260, metric: chosen });
  } else if (chart === "capacity") {
    drawCapacity(place, report.capacity[Number(at)]!, title);
  }
}

function drawCapacity(place: HTMLElement, capacity: Capacity, title: () => string): void {
  let size = capacity.sizes[0]!;
  const data = (): ChartData => ({
    curves: size.curves, metrics: capacity.metrics, settings: [], palette: report.palette,
  }); // prettier-ignore
  const [sizes, box] = [element("p", { class: "sizes" }), element("div")];
  const label = () => {
    const pick = choice(_("size"), capacity.sizes.map((each) => [each, said(each.label)]), size, (chosen) => {
      size = chosen;
      made.setData(data());
    }); // prettier-ignore
    sizes.replaceChildren(...(pick ? [pick] : []));
  };
  place.replaceChildren(sizes, box);
  const made = add(box, data(), { x: () => said(size.label), title, file: `${report.file}-capacity`, logX: true, height: 320 });
  label();
  relabels.push(label);
}

const relabels: (() => void)[] = [];

function add(place: HTMLElement, data: ChartData, options: Options): CurveChart {
  const made = new CurveChart(place, data, options);
  charts.push([place, made]);
  return made;
}

/** What a place is about: the nearest heading before it, in the language in use. */
function heading(place: HTMLElement): string {
  const found = place.closest("section, figure, article")?.querySelector("h2, h3, figcaption");
  const words = found?.querySelector(`[lang=${language()}]`) ?? found;
  return words?.textContent?.trim() ?? report.title;
}

function say(chosen: Language): void {
  speak(chosen);
  document.documentElement.lang = chosen;
  for (const button of all("button[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset["language"] === chosen));
  }
}

/** On paper a chart is a drawing of lines, not of pixels. */
addEventListener("beforeprint", () => {
  for (const [place, chart] of charts) {
    const paper = element("div", { class: "paper" });
    paper.innerHTML = chart.svg(true); // our own drawing, its texts escaped
    place.append(paper);
  }
});
addEventListener("afterprint", () => all(".paper").forEach((paper) => paper.remove()));

function rows(): (string | number)[][] {
  const names = [...new Set(report.runs.flatMap((run) => Object.keys(run.metrics)))];
  const values = report.runs.flatMap((run) =>
    epochsOf(run).map((epoch, i) => [run.name, epoch, ...names.map((name) => run.metrics[name]?.[i] ?? "")]),
  );
  return [["run", "epoch", ...names], ...values];
}

const all = <T extends HTMLElement = HTMLElement>(selector: string) => document.querySelectorAll<T>(selector);

for (const button of all("button[data-keep]")) {
  const kind = button.dataset["keep"]!;
  button.addEventListener("click", () =>
    download(kind === "csv" ? csv(rows()) : JSON.stringify(report), `${report.file}.${kind}`, `text/${kind}`),
  );
}
for (const button of all("button[data-language]")) {
  button.addEventListener("click", () => {
    say(button.dataset["language"] as Language);
    relabels.forEach((relabel) => relabel());
    charts.forEach(([, chart]) => chart.look({}));
    if (location.protocol !== "about:") history.replaceState(null, "", `#${language()}`); // not in a notebook's frame
  });
}
const asked = location.hash.slice(1);
say((asked === "en" || asked === "ja" ? asked : document.documentElement.lang) as Language);
all<HTMLTableElement>("table.sortable").forEach(arrange);
all("[data-filter]").forEach((box) => relabels.push(filterRows(box)));
const nameBoxes = () => all(".scroll").forEach((box) => box.setAttribute("aria-label", heading(box)));
nameBoxes();
relabels.push(nameBoxes);
all("[data-chart]").forEach(draw);
