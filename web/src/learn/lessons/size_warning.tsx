// What takes long is begun by those who know it.
import { useEffect, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { Curves, type Wanted } from "../live";
import { connections } from "./size_model";
import { post } from "../../lab/api";
import type { Estimate } from "../../lab/types";
import { _, count, duration } from "../../lab/words";

interface WarnedProps {
  wanted: Wanted;
  /** Whether there is anything to warn of. */
  long: boolean;
  units: number;
  children: ComponentChildren;
}

/** Shows what it has at once, or after a warning; what was trained before stays in sight. */
export function Warned({ wanted, long, units, children }: WarnedProps) {
  const asked = JSON.stringify(wanted);
  const [accepted, setAccepted] = useState("");
  const waits = long && accepted !== asked;
  const seconds = useSeconds(waits ? wanted : null);
  if (!waits) return <>{children}</>;
  return (
    <div class="live">
      <div class="size-warning" role="status">
        <p>
          <b>{seconds === null ? _("This takes minutes, or longer.") : _("This takes about {time}.", { time: duration(seconds) })}</b>{" "}
          {_("{n} connections are changed at every step. It can be paused, and goes on when this page is closed.", { n: count(connections(units)) })}
        </p>
        <button type="button" onClick={() => setAccepted(asked)}>{_("I have the time")}</button>
      </div>
      <Curves />
    </div>
  ); // prettier-ignore
}

/** How long it would take; nothing is compiled for it yet. */
function useSeconds(wanted: Wanted | null): number | null {
  const [seconds, setSeconds] = useState<number | null>(null);
  const asked = wanted && JSON.stringify({ source: wanted.source, settings: wanted.settings, prepare: false });
  useEffect(() => {
    setSeconds(null);
    if (!asked) return;
    const cut = new AbortController();
    const ask = () => post<Estimate>("estimate", JSON.parse(asked), cut.signal).then((found) => setSeconds(found.seconds), () => {});
    const timer = setTimeout(() => void ask(), 300);
    return () => {
      clearTimeout(timer);
      cut.abort();
    };
  }, [asked]);
  return seconds;
}
