// How far an experiment has come, and what can be done about it.
import { useState } from "preact/hooks";
import { act, active } from "./server";
import { stateName } from "./experiments";
import type { Entry } from "./types";
import { _, count, duration, said } from "./words";

export function Progress({ entry }: { entry: Entry }) {
  const { name, state, epochs, of, left, error } = entry;
  if (state === "finished") return null;
  const share = of ? Math.min(epochs / of, 1) : 0;
  return (
    <div class={`progress card ${state}`}>
      <p>
        <b>{name}</b> {stateName(state)}
        {!!of && <span class="soft"> {Math.floor(share * 100)}% · {_("{done} of {of} epochs", { done: count(epochs), of: count(of) })}</span>}
        {left != null && active(entry) && <span class="soft"> · {_("{time} left", { time: duration(left) })}</span>}
      </p>
      {!!of && <progress value={share} max={1} aria-label={_("progress of {name}", { name })} />}
      <Buttons entry={entry} />
      {error && <p class="bad" role="alert">{said(error)}</p>}
    </div>
  ); // prettier-ignore
}

function Buttons({ entry }: { entry: Entry }) {
  const [busy, setBusy] = useState(false);
  if (entry.kind === "log") return null;
  const button = (what: "pause" | "stop" | "resume", text: string) => (
    <button
      type="button"
      class={what === "resume" && entry.state !== "stopped" ? "strong" : ""}
      disabled={busy}
      onClick={() => {
        setBusy(true);
        void act(entry, what).finally(() => setBusy(false));
      }}
    >
      {text}
    </button>
  );
  return (
    <span class="buttons">
      {active(entry) ? button("pause", _("Pause")) : button("resume", _("Resume"))}
      {entry.state !== "stopped" && button("stop", _("Stop"))}
    </span>
  ); // prettier-ignore
}
