// The learning curves, and what is said by the validation data and by the fresh sample.
import type { ComponentChildren } from "preact";
import { Graph, type Point } from "../graph";
import { nameOf, SIGNS, type Kind } from "../verdicts";
import { EPOCHS, verdictOf, type Course } from "./validation_model";
import { _ } from "../../lab/words";

/** The same as long as it is enough, so that pictures can be compared. */
const HEIGHTS = [2, 4, 8, 16];

interface CurvesProps {
  course: Course;
  /** Whether the fresh sample may be seen. */
  truth: boolean;
}

export function CurvesGraph({ course: { epochs, train, val, fresh }, truth }: CurvesProps) {
  const points = (errors: number[]): Point[] => errors.map((error, i) => [epochs[i]!, error]);
  const most = Math.max(...train, ...val, ...(truth ? fresh : []));
  const high = HEIGHTS.find((height) => height >= most) ?? most;
  return (
    <div>
      <Graph label={_("Learning curves: the error on training and on validation data, by epochs.")} x={[0, EPOCHS]} y={[0, high]} xLabel={_("epoch")} yLabel={_("error (cross-entropy)")} height={250}>
        {(at) => (
          <>
            {truth && <path class="second" d={at.path(points(fresh))} />}
            <path class="first" d={at.path(points(train))} />
            <path class="first dashed" d={at.path(points(val))} />
          </>
        )}
      </Graph>
      <p class="graph-key small soft">
        <span><i class="key-line first" /> {_("training")}</span>
        <span><i class="key-line first dashed" /> {_("validation")}</span>
        {truth && <span><i class="key-line second" /> {_("fresh sample")}</span>}
      </p>
    </div>
  ); // prettier-ignore
}

/** Side by side: the verdict that one would give, and the one that is true. */
export function Results({ course, truth, children }: CurvesProps & { children: ComponentChildren }) {
  const [seen, real] = [verdictOf(course, "val"), verdictOf(course, "fresh")];
  const row = (name: string, errors: number[], says: ComponentChildren, told = true) => (
    <tr>
      <th scope="row">{name}</th>
      <td class="number">{told ? errors.at(-1)?.toFixed(2) : "?"}</td>
      <td>{told ? says : "?"}</td>
    </tr>
  );
  const verdict = (kind: Kind | null) => (kind ? <b>{`${SIGNS[kind]} ${nameOf(kind)}`}</b> : "…");
  return (
    <div class="parts-results">
      <table>
        <thead><tr><th scope="col">{_("measured on")}</th><th scope="col">{_("error")}</th><th scope="col">{_("verdict")}</th></tr></thead>
        <tbody>
          {row(_("training data"), course.train, "")}
          {row(_("validation data"), course.val, verdict(seen))}
          {row(_("fresh sample"), course.fresh, verdict(real), truth)}
        </tbody>
      </table>
      <div class="parts-beside">
        {children}
        <p role="status">{truth && seen && real && <b class={seen === real ? "" : "bad"}>{seen === real ? _("✓ The validation data say what is true.") : _("✗ The validation data say what isn’t true.")}</b>}</p>
        <p class="small soft">{_("Overfitting: the mean of the last three values lies 5 percent or more above the lowest. Underfitting: with as many epochs again, trained out of sight, it would fall by 2 percent or more. Otherwise: good fit.")}</p>
      </div>
    </div>
  ); // prettier-ignore
}
