// Training on the engine from within a lesson: an experiment as any other, with the lab's own chart.
import { useEffect, useRef, useState } from "preact/hooks";
import { lesson, shown, show } from "../lab/address";
import { post, saysOf } from "../lab/api";
import { current, opened } from "../lab/opened";
import { Plot } from "../lab/plot";
import { Progress } from "../lab/progress";
import { active, entries, lab, take } from "../lab/server";
import { Verdict } from "../lab/shown";
import type { Entry, Estimate } from "../lab/types";
import { _, duration, said } from "../lab/words";

export interface Wanted {
  /** What the experiment is called; a number is added where there is one already. */
  name: string;
  source: string;
  /** As on the command line, by the settings' names. */
  settings: Record<string, string>;
}

interface LiveProps {
  wanted: Wanted;
  /** Whether what was trained before stays in the chart, to be compared. */
  beside?: boolean;
  button?: string;
}

/** A button that trains, and the curves as they grow. */
export function Live({ wanted, beside = false, button }: LiveProps) {
  const estimate = useEstimate(wanted, true);
  const { train, busy, says } = useTrain();
  return (
    <div class="live">
      <p class="acts">
        <button type="button" class="strong" disabled={!lab.value?.can_train || busy} onClick={() => train([wanted], beside)}>{button ?? _("Train")}</button>
        {shown.value.length > 0 && <button type="button" disabled={busy} onClick={() => show([])}>{_("Clear")}</button>}
        <span class="soft small">
          {estimate && [
            estimate.networks > 1 && _("{n} networks", { n: estimate.networks }),
            estimate.seconds !== null && _("about {time}", { time: duration(estimate.seconds) }),
          ].filter(Boolean).join(" · ")}
        </span>
      </p>
      <Refused says={says} />
      <Curves />
    </div>
  ); // prettier-ignore
}

/** Why nothing can be trained here, and why the last one wasn't. */
export function Refused({ says }: { says: (() => string) | null }) {
  const why = lab.value?.why_not;
  return (
    <>
      {why && <p class="bad">{said(why)}</p>}
      {says && <p class="bad" role="alert">{says()}</p>}
    </>
  ); // prettier-ignore
}

/** What grows, and what is said of it. */
export function Curves() {
  const now = opened.value;
  if (!shown.value.length) return null;
  return (
    <>
      {current.value.map((entry) => <Progress key={entry.name} entry={entry} />)}
      {now?.metrics.length ? <Plot key={shown.value.join("\n")} first={now} /> : <p class="card waiting soft">{_("Waiting for the first epoch…")}</p>}
      {now && <Verdict opened={now} />}
    </>
  ); // prettier-ignore
}

/** Trains one after another, and shows them for as long as what wanted them is there. */
export function useTrain() {
  const [waiting, setWaiting] = useState<Wanted[]>([]);
  const [begins, setBegins] = useState(false);
  const [says, setSays] = useState<(() => string) | null>(null);
  const anew = useRef(false);
  const here = useRef(true);
  useEffect(() => () => void (here.current = false), []);
  const going = entries.value?.some((entry) => shown.value.includes(entry.name) && active(entry)) ?? false;
  const begin = async (next: Wanted) => {
    const at = lesson.peek();
    setBegins(true);
    try {
      const entry = await post<Entry>("experiments", { ...next, name: free(next.name) });
      take(entry);
      if (here.current && lesson.peek() === at) show([...(anew.current ? [] : shown.peek()), entry.name]);
      anew.current = false;
    } catch (reason) {
      setSays(() => saysOf(reason));
      setWaiting([]);
    } finally {
      setBegins(false);
    }
  };
  useEffect(() => {
    const [next] = waiting;
    if (!next || begins || going) return;
    setWaiting((now) => now.slice(1));
    void begin(next);
  }, [waiting, begins, going]);
  const train = (wanted: Wanted[], beside: boolean) => {
    anew.current = !beside;
    setSays(null);
    setWaiting(wanted);
  };
  return { train, waiting, stop: () => setWaiting([]), busy: begins || going || waiting.length > 0, says };
}

/** How long it would take. With `prepare`, its programs are compiled by the time it is begun. */
export function useEstimate(wanted: Wanted | null, prepare: boolean): Estimate | null {
  const [estimate, setEstimate] = useState<Estimate | null>(null);
  const asked = wanted && JSON.stringify({ source: wanted.source, settings: wanted.settings, prepare });
  useEffect(() => {
    setEstimate(null);
    if (!asked) return;
    const cut = new AbortController();
    const ask = () => post<Estimate>("estimate", JSON.parse(asked), cut.signal).then(setEstimate, () => {});
    const timer = setTimeout(() => void ask(), 300);
    return () => {
      clearTimeout(timer);
      cut.abort();
    };
  }, [asked]);
  return estimate;
}

/** The name, with a number where an experiment has it already. */
function free(name: string): string {
  const known = new Set(entries.value?.map((entry) => entry.name));
  let [found, n] = [name, 1];
  while (known.has(found)) found = `${name}-${++n}`;
  return found;
}
