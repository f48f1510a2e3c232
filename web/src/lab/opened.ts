// The experiments that are shown, and how they grow.
import { batch, computed, effect, signal } from "@preact/signals";
import type { Both } from "../messages";
import { ask, named, saysOf } from "./api";
import { shown } from "./address";
import { grow } from "./growth";
import { paced } from "./pace";
import { active, announced, entries, take } from "./server";
import { connection, follow } from "./stream";
import type { Entry, Grown, Judged, Opened, Run, Words } from "./types";
import { _ } from "./words";

export const opened = signal<Opened | null>(null);
/** Why what was asked for isn't shown. */
export const missing = signal<(() => string) | null>(null);
/** Whether the first that is to be shown is still to come. */
export const awaited = computed(() => shown.value.length > 0 && !opened.value && !missing.value);
/** Counts up as curves grow or are judged: `opened` itself stays, as copying a thousand curves would take long. */
export const grown = signal(0);
/** Why a run has its verdict, by the run's name. */
export const words = signal<Words>({});
export const sentence = signal<Both | null>(null);

/** The entries of what is shown as the list has them: it is told of them more often. */
export const current = computed<Entry[]>(() => {
  const known = new Map(entries.value?.map((entry) => [entry.name, entry]));
  return (opened.value?.entries ?? []).map((entry) => known.get(entry.name) ?? entry);
});

/** What was heard while a view was made is not in it. */
function keepLonger(before: Opened, view: Opened): void {
  const known = new Map(before.runs.map((run) => [run.name, run]));
  for (const run of view.runs) {
    const old = known.get(run.name);
    if (old && lastOf(old) > lastOf(run)) [run.epochs, run.metrics] = [old.epochs, old.metrics];
  }
}

const lastOf = ({ epochs }: Run): number => (typeof epochs === "number" ? epochs : (epochs.at(-1) ?? 0));

let names = "";

async function load(asked: string[], cut: AbortSignal): Promise<void> {
  const before = names === asked.join("\n") ? opened.peek() : null;
  const view = await ask<Opened>(`view?${named(asked)}`, { signal: cut });
  cut.throwIfAborted(); // what was asked for before the page was there knows of no abort
  tellWaiting();
  if (before) {
    const judged = new Map(before.runs.map((run) => [run.name, run.diagnoses]));
    for (const run of view.runs) run.diagnoses = { ...judged.get(run.name), ...run.diagnoses };
    keepLonger(before, view);
  } else {
    [words.value, sentence.value] = [{}, null];
  }
  names = asked.join("\n");
  sentence.value = view.sentence ?? sentence.value;
  missing.value = null;
  view.entries.forEach(take);
  opened.value = view;
  grown.value++;
}

function onRows({ experiment, rows }: Grown, again: () => void): void {
  const now = opened.value;
  if (!now) return;
  if (!now.metrics.length) return again(); // which there are, the first rows tell
  grow(now, experiment, rows);
  grown.value++;
}

function onDiagnoses(judged: Judged): void {
  const now = opened.value;
  if (!now) return;
  for (const run of now.runs) Object.assign(run.diagnoses, judged.runs[run.name]);
  calmly(() => {
    words.value = { ...words.value, ...judged.words };
    sentence.value = judged.sentence ?? sentence.value;
  });
  grown.value++;
}

const waiting: (() => void)[] = [];
const tellWaiting = () => batch(() => waiting.splice(0).forEach((tell) => tell()));
const telling = paced(tellWaiting, 1000);

/** What is read, not watched, changes along with a frame in which curves are drawn: a frame of its own costs as much.
 * Of another view, it is no longer said. */
function calmly(tell: () => void): void {
  const of = names;
  waiting.push(() => of === names && tell());
  telling.ask();
}

const stateOf = (name: string) => entries.peek()?.find((entry) => entry.name === name)?.state;

/** What is read aloud, and whether the view is to be asked for again: an end brings weights, facts and the like. */
function onEntry(entry: Entry, again: () => void): void {
  // As the view has it: the list may have been told of it otherwise, and the view is not newer for that.
  const before = opened.peek()?.entries.find(({ name }) => name === entry.name);
  if (before?.state === entry.state) {
    const known = stateOf(entry.name); // what the list is told meanwhile is newer
    return calmly(() => stateOf(entry.name) === known && take(entry));
  }
  take(entry);
  const { name } = entry;
  const said = {
    starting: _("{name} is starting", { name }),
    training: _("{name} is training", { name }),
    paused: _("{name} is paused", { name }),
    stopped: _("{name} was stopped", { name }),
    finished: _("{name} has finished", { name }),
    failed: _("{name} has failed", { name }),
  };
  announced.value = said[entry.state];
  again();
}

/** Whether more epochs are to come. */
export const going = computed(() => current.value.some(active));
/** Counts up to begin anew. */
const turn = signal(0);

/** Shows what the address names, for as long as it does. */
export function keepOpened(): void {
  effect(() => {
    // Resumed, after all had been said.
    if (going.value && connection.peek() === "none") turn.value = turn.peek() + 1;
  });
  effect(() => {
    const asked = shown.value;
    turn.value;
    if (!asked.length) {
      opened.value = null;
      names = "";
      missing.value = null;
      return;
    }
    const cut = new AbortController();
    let stop = () => {};
    let [loading, anew] = [false, false];
    const reload = () => {
      anew = loading; // what is being loaded may be older than what has just been heard
      if (loading) return;
      loading = true;
      void load(asked, cut.signal).catch(() => {}).finally(() => {
        loading = false;
        if (anew) reload();
      }); // prettier-ignore
    };
    const begin = (): Promise<void> =>
      load(asked, cut.signal).then(
        () => {
          if (cut.signal.aborted) return;
          stop = follow(asked, opened.value!.offsets, {
            rows: (rows) => onRows(rows, reload),
            diagnoses: onDiagnoses,
            entry: (entry) => onEntry(entry, reload),
            going: () => going.value,
          });
        },
        (reason: unknown) => {
          if (cut.signal.aborted) return;
          opened.value = null;
          missing.value = saysOf(reason);
        },
      );
    void begin();
    return () => {
      cut.abort();
      stop();
    };
  });
}
