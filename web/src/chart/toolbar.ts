// What can be changed about a chart, as far as there is a choice.
import { _, said } from "../messages";
import { element } from "./element";
import type { Scene, View } from "./view";

type Acts = Record<"table" | "png" | "svg" | "csv", () => void>;

export function toolbar(scene: Scene, x: string, look: (change: Partial<View>) => void, acts: Acts): HTMLElement[] {
  const { data, view } = scene;
  const bands = scene.curves.some((curve) => curve.runs.length > 1) || !view.together;
  const both = scene.curves.some(({ lines }) => scene.metric in lines && `val_${scene.metric}` in lines);
  return [
    choice(_("metric"), data.metrics.map((metric, i) => [i, said(metric.label)]), view.metric,
      (metric) => look({ metric })),
    (both || view.gap) && choice(_("show"), [[false, _("curves")], [true, _("gap")]], view.gap,
      (gap) => look({ gap, ...(gap ? { logY: false } : {}) })),
    !view.gap && choice(_("scale"), [[false, _("linear")], [true, _("logarithmic")]], view.logY, (logY) => look({ logY })),
    choice(x, [[false, _("linear")], [true, _("logarithmic")]], view.logX, (logX) => look({ logX })),
    bands && choice(_("lines"), [[true, _("over the seeds")], [false, _("each seed")]], view.together,
      (together) => look({ together })),
    data.settings.length > 0 && choice(_("colour by"),
      [[null, _("curve")], ...data.settings.map(({ name, label }): [string, string] => [name, said(label)])],
      view.colourBy, (colourBy) => look({ colourBy })),
    element("span", { class: "files" },
      button(_("Table"), acts.table), button("PNG", acts.png), button("SVG", acts.svg), button("CSV", acts.csv)),
    key(scene, bands && view.together),
  ].filter((each): each is HTMLElement => !!each); // prettier-ignore
}

export function choice<T>(name: string, options: [T, string][], value: T, act: (value: T) => void): HTMLElement | false {
  if (options.length < 2) return false;
  const select = element("select");
  options.forEach(([each, text]) => {
    const option = element("option", {}, text);
    option.selected = each === value;
    select.append(option);
  });
  select.onchange = () => act(options[select.selectedIndex]![0]);
  return element("label", {}, element("span", {}, name), select);
}

function button(text: string, act: () => void): HTMLElement {
  const made = element("button", { type: "button" }, text);
  made.onclick = act;
  return made;
}

/** What kinds of lines there are. */
function key(scene: Scene, seeds: boolean): HTMLElement {
  const sample = (kind: string, text: string) => element("span", {}, element("i", { class: `line ${kind}` }), text);
  const parts = scene.view.gap
    ? []
    : [sample("solid", _("training")), sample("dashed", _("validation"))];
  if (seeds) parts.push(sample("band", _("lowest to highest seed")));
  else if (scene.interval) parts.push(sample("band", _("interval (95%)")));
  return element("span", { class: "key" }, ...parts);
}
