// The family that would be trained, and what the server says of it.
import { batch, computed, effect, signal } from "@preact/signals";
import { ask, post, Refusal, saysOf } from "./api";
import { lesson, show, shown, source, target, typed } from "./address";
import { awaited } from "./opened";
import { announced, lab, take, trouble } from "./server";
import type { Dataset, Entry, Estimate, Setting, Table, Upload } from "./types";
import { _, language, said } from "./words";

const dropped = signal<Table[]>([]);
/** Tables that were dropped, now or before, by source. */
export const tables = computed<Record<string, Table>>(() =>
  Object.fromEntries([...(lab.value?.tables ?? []), ...dropped.value].map((each) => [each.source, each])),
);
export const estimate = signal<Estimate | null>(null);
/** What the estimate complained of: at a setting, or of the whole. */
export const wrong = signal<{ says: () => string; setting: string | null } | null>(null);
export const title = signal("");
export const uploading = signal(false);
export const starting = signal(false);

export const dataset = computed<Dataset | null>(() => lab.value?.datasets.find((each) => each.source === source.value) ?? null);
export const table = computed<Table | null>(() => tables.value[source.value] ?? null);

/** Those that mean something for the data. */
export const settings = computed<Setting[]>(() =>
  (lab.value?.settings ?? []).filter(({ pictures }) => !pictures || !!dataset.value?.image),
);

export const textOf = ({ name, default: usual }: Setting): string => typed.value[name] ?? usual;

/** The values of a list, as typed. */
export const valuesOf = (text: string): string[] => text.split(",").map((each) => each.trim()).filter(Boolean);

export function type({ name, default: usual }: Setting, text: string): void {
  const { [name]: _before, ...others } = typed.value;
  typed.value = text === usual ? others : { ...others, [name]: text };
}

export function choose(chosen: string): void {
  batch(() => {
    source.value = chosen;
    target.value = tables.value[chosen]?.target ?? "";
  });
}

function asked(): object {
  const known = new Set(settings.value.map(({ name }) => name));
  const given = Object.entries(typed.value).filter(([name, text]) => known.has(name) && text.trim());
  const learnt = target.value ? { target: target.value } : {};
  return { source: source.value, settings: { ...Object.fromEntries(given), ...learnt } };
}

/** After this many ms the estimate is asked for; and after these the last one is no longer shown. */
const [PAUSE, STALE] = [300, 1200];

/** Asks for the estimate a moment after the last change. */
export function keepEstimate(): void {
  // Whoever opened results may train nothing: nothing is compiled before something else is chosen.
  let first = shown.value.length ? JSON.stringify(asked()) : "";
  let waits = true; // what the page was opened for goes first
  effect(() => {
    if (!lab.value || !source.value || lesson.value || (waits && awaited.value)) return;
    waits = false;
    const family = asked();
    language.value; // a refusal is said in the language that was asked in
    const prepare = JSON.stringify(family) !== first;
    if (prepare) first = "";
    const cut = new AbortController();
    const stale = setTimeout(() => (estimate.value = null), STALE);
    const timer = setTimeout(async () => {
      try {
        const found = await post<Estimate>("estimate", { ...family, prepare }, cut.signal);
        [estimate.value, wrong.value] = [found, null];
      } catch (reason) {
        if (cut.signal.aborted) return;
        estimate.value = null;
        wrong.value = { says: saysOf(reason), setting: reason instanceof Refusal ? reason.setting : null };
      } finally {
        clearTimeout(stale);
      }
    }, PAUSE);
    return () => {
      clearTimeout(stale);
      clearTimeout(timer);
      cut.abort();
    };
  });
}

export async function train(): Promise<void> {
  starting.value = true;
  try {
    const entry = await post<Entry>("experiments", { ...asked(), name: title.value.trim() || null });
    take(entry);
    show([entry.name]);
    [title.value, trouble.value] = ["", null];
    announced.value = _("{name} is starting", { name: entry.name });
  } catch (reason) {
    wrong.value = { says: saysOf(reason), setting: reason instanceof Refusal ? reason.setting : null };
  } finally {
    starting.value = false;
  }
}

/** A file that was dropped or chosen: a table becomes the data, a log is opened. */
export async function bring(file: File): Promise<void> {
  const most = lab.value?.limits.upload_bytes ?? Infinity;
  if (file.size > most) {
    trouble.value = () => _("{name} is larger than {n} MB.", { name: file.name, n: Math.floor(most / 1e6) });
    return;
  }
  uploading.value = true;
  try {
    const headers = { "Content-Type": "application/octet-stream" };
    const got = await ask<Upload>(`uploads?name=${encodeURIComponent(file.name)}`, { method: "POST", headers, body: file });
    [trouble.value, lesson.value] = [null, ""];
    if (got.kind === "log") {
      take(got.entry);
      show([got.entry.name]);
    } else {
      dropped.value = [...dropped.value, got];
      choose(got.source);
      announced.value = _("{name}: choose the column to learn.", { name: got.label });
    }
  } catch (reason) {
    const says = saysOf(reason);
    trouble.value = () => `${file.name}: ${says()}`;
  } finally {
    uploading.value = false;
  }
}

/** Where the address names no data set, it is the first. */
export function beginWith(): void {
  const first = lab.value?.datasets[0];
  if (!source.value && first) source.value = first.source;
}

export const labelOf = ({ source: name, label }: Dataset): string => said(label) || name;
