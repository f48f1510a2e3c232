// What is under the cursor, in words: for the line below the chart, and read aloud.
import { _ } from "../messages";
import { VERDICTS } from "./colours";
import type { Diagnosis, Verdict } from "./data";
import { sideName } from "./drawing";
import { among, percent, short } from "./numbers";
import type { Scene } from "./view";

export function verdictName(verdict: string): string {
  const names: Record<string, string> = {
    underfitting: _("underfitting"),
    good_fit: _("good fit"),
    overfitting: _("overfitting"),
    undecided: _("undecided"),
    diverged: _("diverged"),
  };
  return names[verdict] ?? verdict;
}

/** Sign and word of a verdict: never colour alone. */
export const verdictText = (verdict: string): string =>
  `${VERDICTS[verdict as Verdict]} ${verdictName(verdict)}`;

/** The line below the chart: the curve, its verdict, its values at the cursor; beside words the values alone. */
export function readout(scene: Scene, x: string, brief: boolean): string {
  const { lead } = scene;
  if (lead === null) return hint(scene, x);
  if (brief) return valuesAt(scene, lead, x);
  const parts = [scene.curves[lead]!.label];
  const found = scene.diagnosed(lead);
  if (found) parts.push(judged(scene, lead, found.diagnosis));
  const values = valuesAt(scene, lead, x);
  if (values) parts.push(values);
  if (found && scene.curves[lead]!.runs.length > 1 && found.diagnosis.zones.length) {
    parts.push(_("zones of {name}", { name: found.run.label }));
  }
  return parts.join(" · ");
}

/** What a reader of the screen hears. */
export function announced(scene: Scene, x: string): string {
  const { lead } = scene;
  const at = scene.view.index === null ? "" : `${x} ${short(scene.x[scene.view.index])}`;
  return lead === null ? at : readout(scene, x, false);
}

function judged(scene: Scene, curve: number, diagnosis: Diagnosis): string {
  const { runs } = scene.curves[curve]!;
  if (runs.length > 1) {
    const alike = runs.filter((run) => run.diagnoses[scene.metric]?.verdict === diagnosis.verdict).length;
    return `${verdictText(diagnosis.verdict)} ${alike}/${runs.length}`;
  }
  const chance = diagnosis.probability === null ? "" : ` ${percent(diagnosis.probability)}`;
  const { best_epoch: best, best_set_90: set } = diagnosis;
  const epochs = scene.best(curve) !== null && best !== null && set ? ` · ${_("best epoch {best} (90%: {among})", { best, among: among(set) })}` : "";
  return verdictText(diagnosis.verdict) + chance + epochs;
}

function valuesAt(scene: Scene, curve: number, x: string): string {
  const { index } = scene.view;
  if (index === null) return "";
  const values = scene.sides
    .filter((side) => scene.line(curve, side))
    .map((side) => `${sideName(side)} ${short(scene.line(curve, side)!.mid[index])}`);
  return `${x} ${short(scene.x[index])}: ${values.join(", ")}`;
}

function hint(scene: Scene, x: string): string {
  if (scene.view.chosen.size > 1) return _("{n} chosen; Esc shows all again", { n: scene.view.chosen.size });
  if (scene.view.index !== null) return `${x} ${short(scene.x[scene.view.index])}`;
  return _("Point at a curve for its verdict and zones, click to keep it; drag to enlarge, Esc to go back.");
}
