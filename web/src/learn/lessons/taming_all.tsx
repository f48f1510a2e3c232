// Every remedy with several seeds: experiments that are trained one after another, and stand in one chart.
import { useEffect, useRef, useState } from "preact/hooks";
import { Curves, free, type Wanted } from "../live";
import { shown, show } from "../../lab/address";
import { post, saysOf } from "../../lab/api";
import { active, entries, lab, take } from "../../lab/server";
import type { Entry } from "../../lab/types";
import { _ } from "../../lab/words";

export function All({ wanted }: { wanted: Wanted[] }) {
  const [waiting, setWaiting] = useState<Wanted[]>([]);
  const [says, setSays] = useState<(() => string) | null>(null);
  const begins = useRef(false);
  const going = entries.value?.some((entry) => shown.value.includes(entry.name) && active(entry)) ?? false;
  useEffect(() => {
    const [next, ...rest] = waiting;
    if (!next || going || begins.current) return;
    begins.current = true;
    post<Entry>("experiments", { ...next, name: free(next.name) })
      .then(
        (entry) => {
          take(entry);
          show([...shown.peek(), entry.name]);
          setWaiting(rest);
        },
        (reason: unknown) => {
          setSays(() => saysOf(reason));
          setWaiting([]);
        },
      )
      .finally(() => (begins.current = false));
  }, [waiting, going]);
  const begin = () => {
    show([]);
    setSays(null);
    setWaiting(wanted);
  };
  return (
    <div class="live">
      <p class="acts">
        <button type="button" class="strong" disabled={!lab.value?.can_train || going || waiting.length > 0} onClick={begin}>{_("Train all, with three seeds each")}</button>
        {waiting.length > 0 && <button type="button" onClick={() => setWaiting([])}>{_("No more after this one")}</button>}
        <span class="soft small" role="status">
          {waiting.length > 0 ? _("{n} remedies are still to come", { n: waiting.length }) : !going && _("one remedy after another, as long as this page is open: it takes a few minutes")}
        </span>
      </p>
      {says && <p class="bad" role="alert">{says()}</p>}
      <Curves />
    </div>
  ); // prettier-ignore
}
