// The one connection of the tab over which an experiment tells what happens.
import { signal } from "@preact/signals";
import { named } from "./api";
import type { Entry, Grown, Judged } from "./types";

export interface Heard {
  rows: (grown: Grown) => void;
  diagnoses: (judged: Judged) => void;
  entry: (entry: Entry) => void;
  /** Whether more is to come. */
  going: () => boolean;
}

/** "lost" while it is tried again and again. */
export const connection = signal<"none" | "open" | "lost">("none");

const [SHORTEST, LONGEST] = [500, 15_000];

/** Follow experiments from offsets on, until the function that it gives is called. Hidden, the page hears nothing;
 * seen again, it goes on from where it was. A server that is away is asked again after ever longer pauses. */
export function follow(names: string[], offsets: number[], heard: Heard): () => void {
  let source: EventSource | null = null;
  let [after, timer, pause, stopped, judged] = [offsets.join("-"), 0, SHORTEST, false, false];
  const close = () => {
    clearTimeout(timer);
    source?.close();
    source = null;
  };
  const lost = () => {
    const opened = source?.readyState !== EventSource.CLOSED && connection.value === "open";
    close();
    if (opened && judged && !heard.going()) return void (connection.value = "none"); // all is said
    connection.value = "lost";
    timer = window.setTimeout(open, pause);
    pause = Math.min(pause * 2, LONGEST);
  };
  const open = () => {
    close();
    if (stopped || document.hidden) return;
    const made = new EventSource(`api/events?${named(names)}&after=${after}`);
    source = made;
    made.onopen = () => {
      connection.value = "open";
      pause = SHORTEST;
    };
    made.onerror = lost;
    const on = <T>(name: string, act: (content: T) => void) =>
      made.addEventListener(name, (event: MessageEvent<string>) => {
        if (source !== made) return;
        if (name === "rows" && event.lastEventId) after = event.lastEventId;
        act(JSON.parse(event.data) as T);
      });
    on("rows", heard.rows);
    on<Judged>("diagnoses", (content) => {
      judged = true;
      heard.diagnoses(content);
    });
    on("entry", heard.entry);
  };
  const seen = () => (document.hidden ? close() : source ?? open());
  document.addEventListener("visibilitychange", seen);
  open();
  return () => {
    stopped = true;
    document.removeEventListener("visibilitychange", seen);
    close();
    connection.value = "none";
  };
}
