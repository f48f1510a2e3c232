// Which run is looked at by itself: the one picked, else one that is chosen in the chart, else the best.
import { look, picked } from "./address";
import { curvesIn, metricOf, standing } from "./curves";
import type { Opened, Run } from "./types";
import { _ } from "./words";

export function pickedRun(opened: Opened): Run | undefined {
  const known = opened.runs.find((run) => run.name === picked.value);
  if (known) return known;
  const curve = look.value.chosen.at(-1);
  const chosen = curve === undefined ? undefined : curvesIn(opened, look.value.together)[curve];
  if (chosen) return standing(chosen, metricOf(opened, look.value));
  const judged = opened.rows.filter(({ val_loss: loss }) => loss !== null).sort((a, b) => a.val_loss! - b.val_loss!);
  return opened.runs[judged[0]?.run ?? 0];
}

export function Picker({ opened }: { opened: Opened }) {
  const run = pickedRun(opened);
  return (
    <label class="field inline">
      <span>{_("network")}</span>
      <select value={run?.name} onChange={(event) => (picked.value = event.currentTarget.value)}>
        {opened.runs.map((each) => <option key={each.name} value={each.name}>{each.label}</option>)}
      </select>
    </label>
  ); // prettier-ignore
}
