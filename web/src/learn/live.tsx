// Training on the engine from within a lesson: an experiment as any other, with the lab's own chart.
import { useEffect, useState } from "preact/hooks";
import { shown, show } from "../lab/address";
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
  const estimate = usePrepared(wanted);
  const [says, setSays] = useState<(() => string) | null>(null);
  const [busy, setBusy] = useState(false);
  const train = async () => {
    setBusy(true);
    try {
      const entry = await post<Entry>("experiments", { ...wanted, name: free(wanted.name) });
      take(entry);
      show(beside ? [...shown.value, entry.name] : [entry.name]);
      setSays(null);
    } catch (reason) {
      setSays(() => saysOf(reason));
    } finally {
      setBusy(false);
    }
  };
  const { can_train: can, why_not: why } = lab.value ?? { can_train: true, why_not: null };
  const going = current.value.filter(active);
  return (
    <div class="live">
      <p class="acts">
        <button type="button" class="strong" disabled={!can || busy || going.length > 0} onClick={() => void train()}>{button ?? _("Train")}</button>
        {shown.value.length > 0 && <button type="button" disabled={going.length > 0} onClick={() => show([])}>{_("Clear")}</button>}
        <span class="soft small">
          {estimate && [
            estimate.networks > 1 && _("{n} networks", { n: estimate.networks }),
            estimate.seconds !== null && _("about {time}", { time: duration(estimate.seconds) }),
          ].filter(Boolean).join(" · ")}
        </span>
      </p>
      {!can && why && <p class="bad">{said(why)}</p>}
      {says && <p class="bad" role="alert">{says()}</p>}
      <Curves />
    </div>
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

/** How long it would take; asked as soon as it is wanted, so that its programs are compiled by the time it is begun. */
function usePrepared({ source, settings }: Wanted): Estimate | null {
  const [estimate, setEstimate] = useState<Estimate | null>(null);
  const asked = JSON.stringify({ source, settings, prepare: true });
  useEffect(() => {
    const cut = new AbortController();
    const ask = () => post<Estimate>("estimate", JSON.parse(asked), cut.signal).then(setEstimate, () => setEstimate(null));
    const timer = setTimeout(() => void ask(), 300);
    return () => {
      clearTimeout(timer);
      cut.abort();
    };
  }, [asked]);
  return estimate;
}

/** The name, with a number where an experiment has it already. */
export function free(name: string): string {
  const known = new Set(entries.value?.map((entry) => entry.name));
  let [found, n] = [name, 1];
  while (known.has(found)) found = `${name}-${++n}`;
  return found;
}
