// What a quiz of ten came to: how many were right, and what was taken for what.
import { KINDS, nameOf, SIGNS, type Kind } from "../verdicts";
import { _ } from "../../lab/words";

export interface Answer {
  said: Kind;
  truth: Kind;
}

export function Score({ given }: { given: Answer[] }) {
  const right = given.filter(({ said, truth }) => said === truth).length;
  const count = (truth: Kind, said: Kind) => given.filter((each) => each.truth === truth && each.said === said).length;
  return (
    <div role="status">
      <p class="says"><b>{_("{right} of {n} right", { right, n: given.length })}</b></p>
      <div class="scroll">
        <table class="curves-score">
          <thead>
            <tr><th rowSpan={2} scope="col">{_("in truth")}</th><th colSpan={3} scope="colgroup">{_("you said")}</th></tr>
            <tr>{KINDS.map((kind) => <th key={kind} scope="col" aria-label={nameOf(kind)}>{SIGNS[kind]}</th>)}</tr>
          </thead>
          <tbody>
            {KINDS.map((truth) => (
              <tr key={truth}>
                <th scope="row">{`${SIGNS[truth]} ${nameOf(truth)}`}</th>
                {KINDS.map((said) => <td key={said} class={truth === said ? "right" : count(truth, said) ? "wrong" : ""}>{count(truth, said)}{truth === said ? " ✓" : count(truth, said) ? " ✗" : ""}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p>{right === given.length ? _("All of them, as a large fresh sample says it.") : _("Only 40 to 300 validation examples: no reader gets all of them always. Look at the trend, not at single bumps.")}</p>
    </div>
  ); // prettier-ignore
}
