// What takes long is begun by those who know it.
import { useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { Curves, useEstimate, type Wanted } from "../live";
import { connections } from "./size_model";
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
  // Nothing is compiled for it yet.
  const seconds = useEstimate(waits ? wanted : null, false)?.seconds ?? null;
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
