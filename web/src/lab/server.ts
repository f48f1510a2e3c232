// What the page knows of the lab: what can be trained, and which experiments there are.
import { signal } from "@preact/signals";
import { ask, patch, path, post, saysOf } from "./api";
import { shown, show } from "./address";
import type { Entry, Lab } from "./types";

export const lab = signal<Lab | null>(null);
export const entries = signal<Entry[] | null>(null);
/** What went wrong last, until it is put away. */
export const trouble = signal<(() => string) | null>(null);
/** What is read aloud. */
export const announced = signal("");

/** Do it, and if it fails say why. */
export async function trying<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    const done = await act();
    trouble.value = null;
    return done;
  } catch (reason) {
    trouble.value = saysOf(reason);
    return undefined;
  }
}

export const active = ({ state }: Entry): boolean => state === "training" || state === "starting";

let heard = "";

export async function refresh(): Promise<void> {
  const { experiments: all } = await ask<{ experiments: Entry[] }>("experiments");
  const text = JSON.stringify(all);
  if (text !== heard) entries.value = all;
  heard = text;
}

/** An entry as it is now. */
export function take(entry: Entry): void {
  const all = entries.value ?? [];
  const known = all.some(({ name }) => name === entry.name);
  entries.value = known ? all.map((each) => (each.name === entry.name ? entry : each)) : [entry, ...all];
  heard = "";
}

/** The list is asked for again, often only while something trains that isn't shown: that has its own events. */
export function keepListing(): void {
  const again = () => {
    const busy = entries.value?.some((entry) => active(entry) && !shown.value.includes(entry.name));
    setTimeout(() => void (document.hidden ? Promise.resolve() : refresh().catch(() => {})).then(again), busy ? 4000 : 20_000);
  };
  document.addEventListener("visibilitychange", () => document.hidden || void refresh().catch(() => {}));
  again();
}

export async function act(entry: Entry, what: "pause" | "stop" | "resume"): Promise<void> {
  await trying(async () => take(await post<Entry>(`${path(entry.name)}/${what}`)));
}

export async function rename(entry: Entry, name: string): Promise<void> {
  const renamed = await patch<Entry>(path(entry.name), { name });
  await refresh();
  if (shown.value.includes(entry.name)) show(shown.value.map((each) => (each === entry.name ? renamed.name : each)));
}

export async function remove(entry: Entry): Promise<void> {
  await ask(path(entry.name), { method: "DELETE" });
  if (shown.value.includes(entry.name)) show(shown.value.filter((each) => each !== entry.name));
  await refresh();
}
