// All that is looked at, as signals, and the address that says it: a copied address shows the same.
import { batch, effect, signal, type Signal } from "@preact/signals";
import type { Language } from "../messages";
import { language } from "./words";

export type Theme = "auto" | "light" | "dark";

/** What of the chart's view is kept; curves by their places. */
export interface Look {
  metric: string;
  gap: boolean;
  logX: boolean;
  logY: boolean;
  together: boolean;
  colourBy: string | null;
  chosen: number[];
}

const FIRST: Look = { metric: "", gap: false, logX: false, logY: false, together: true, colourBy: null, chosen: [] };

export const theme = signal<Theme>("auto");
/** The names of the experiments that are shown. */
export const shown = signal<string[]>([]);
export const look = signal<Look>(FIRST);
export const tab = signal("runs");
/** The run that is looked at by itself, by its name. */
export const picked = signal("");
/** The column by which the runs are sorted, with "-" the other way round. */
export const sorted = signal("");
export const wanted = signal("");
export const verdict = signal("");
/** The list of experiments. */
export const listed = signal("");
export const sought = signal("");
/** The set-up: data set, the column to learn, and the settings that are not the usual ones. */
export const source = signal("");
export const target = signal("");
export const typed = signal<Record<string, string>>({});

/** The lesson that is open, or the list of them; "" in the lab itself. */
export const lesson = signal("");
/** What the learner has set in it, where it is not as it was at first. */
export const kept = signal<Record<string, string>>({});

const TEXTS: [string, Signal<string>, string][] = [
  ["tab", tab, "runs"], ["run", picked, ""], ["sort", sorted, ""], ["find", wanted, ""], ["verdict", verdict, ""],
  ["learn", lesson, ""], ["order", listed, ""], ["seek", sought, ""], ["data", source, ""], ["target", target, ""],
]; // prettier-ignore

function written(): string {
  const out = new URLSearchParams();
  const put = (key: string, value: string, usual = "") => value !== usual && out.append(key, value);
  shown.value.forEach((name) => out.append("e", name));
  const { metric, gap, logX, logY, together, colourBy, chosen } = look.value;
  put("metric", metric);
  const flags = { gap, logx: logX, logy: logY, each: !together };
  for (const [key, value] of Object.entries(flags)) put(key, value ? "1" : "");
  put("by", colourBy ?? "");
  put("curves", chosen.join("-"));
  for (const [key, each, usual] of TEXTS) put(key, each.value, usual);
  for (const [name, value] of Object.entries(typed.value)) out.append(`s.${name}`, value);
  for (const [name, value] of Object.entries(kept.value)) out.append(`l.${name}`, value);
  put("lang", language.value);
  put("theme", theme.value, "auto");
  return out.toString();
}

function read(): void {
  const from = new URLSearchParams(location.hash.slice(1));
  const given = (key: string, usual = "") => from.get(key) ?? usual;
  const on = (key: string) => from.get(key) === "1";
  const places = given("curves").split("-").filter(Boolean).map(Number).filter(Number.isInteger);
  batch(() => {
    if (`${shown.value}` !== `${from.getAll("e")}`) shown.value = from.getAll("e");
    look.value = {
      metric: given("metric"), gap: on("gap"), logX: on("logx"), logY: on("logy"), together: !on("each"),
      colourBy: from.get("by"), chosen: places,
    }; // prettier-ignore
    for (const [key, each, usual] of TEXTS) each.value = given(key, usual);
    const under = (prefix: string) => [...from].filter(([key]) => key.startsWith(prefix)).map(([key, value]) => [key.slice(2), value]);
    typed.value = Object.fromEntries(under("s."));
    kept.value = Object.fromEntries(under("l."));
    const lang = given("lang");
    if (lang === "en" || lang === "ja") language.value = lang satisfies Language;
    const asked = given("theme");
    theme.value = asked === "light" || asked === "dark" ? asked : "auto";
  });
}

/** Show other experiments; how the last ones were looked at is no guide to these. */
export function show(names: string[]): void {
  batch(() => {
    shown.value = names;
    look.value = { ...FIRST, metric: look.value.metric, logX: look.value.logX, logY: look.value.logY };
    [picked.value, wanted.value, verdict.value] = ["", "", ""];
  });
}

/** Open a lesson, as it is at first; "" is the lab. */
export function study(name: string): void {
  batch(() => {
    show([]);
    [lesson.value, kept.value] = [name, {}];
  });
}

/** Keeps the address in step. Other experiments, another tab or lesson are a step that Back undoes. */
export function keepAddress(): void {
  read();
  let [last, timer] = ["", 0];
  const step = () => `${shown.value}#${tab.value}#${lesson.value}`;
  const write = (hash: string, way: "pushState" | "replaceState") => {
    clearTimeout(timer);
    if (location.hash.slice(1) !== hash) history[way](null, "", `#${hash}`);
  };
  effect(() => {
    const [hash, now] = [written(), step()];
    clearTimeout(timer);
    if (last && last !== now) write(hash, "pushState");
    else timer = window.setTimeout(() => write(hash, "replaceState"), 150);
    last = now;
  });
  addEventListener("popstate", () => {
    last = "";
    read();
  });
}
