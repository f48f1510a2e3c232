// How far an experiment has come, and what can be done about it.
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
  if (entry.kind === "log") return null;
  if (active(entry)) return <button type="button" onClick={() => void act(entry, "pause")}>{_("Pause")}</button>; // prettier-ignore
  return <button type="button" class="strong" onClick={() => void act(entry, "resume")}>{_("Resume")}</button>; // prettier-ignore
}
