// Ten draws of the data: how far apart the validation errors lie, and the true ones.
import { useState } from "preact/hooks";
import { useTraining } from "../training";
import { makeDraws } from "./validation_model";
import { _ } from "../../lab/words";

const WIDTHS = [3, 6, 12];

interface DrawsProps {
  training: number;
  leaked: number;
  /** The first of the ten. */
  first: number;
}

export function Draws({ training, leaked, first }: DrawsProps) {
  const key = JSON.stringify([training, leaked, first]);
  const [asked, setAsked] = useState("");
  const on = asked === key;
  const draws = useTraining(key, () => makeDraws(first, training, leaked), 20, on);
  const most = Math.max(...draws.val, ...draws.fresh);
  const high = WIDTHS.find((width) => width >= most) ?? most;
  const spread = (errors: number[]) => `${Math.min(...errors).toFixed(2)} – ${Math.max(...errors).toFixed(2)}`;
  const row = (name: string, errors: number[]) => (
    <>
      <span>{name}</span>
      <svg class="draws" role="img" aria-label={`${name}: ${errors.map((error) => error.toFixed(2)).join(", ")}`}>
        <line x1="1%" x2="99%" y1="11" y2="11" />
        {errors.map((error, i) => <circle key={i} cx={`${1 + (98 * error) / high}%`} cy={11} r={5} />)}
      </svg>
      <span class="number">{errors.length > 1 && spread(errors)}</span>
    </>
  ); // prettier-ignore
  return (
    <div>
      <p class="acts">
        <button type="button" disabled={on} onClick={() => setAsked(key)}>{_("Ten draws")}</button>
        <span class="soft small">{on ? _("Ten times 80 other examples, divided in the same way; the error at the end, from 0 to {high}:", { high: Math.round(high) }) : _("How sure is the validation error? Train on ten other draws of 80 examples.")}</span>
      </p>
      {on && <div class="draws-rows" role="status">{row(_("validation data"), draws.val)}{row(_("fresh sample"), draws.fresh)}</div>}
    </div>
  ); // prettier-ignore
}
