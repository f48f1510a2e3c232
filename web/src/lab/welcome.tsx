// Before anything is shown: what can be done here.
import { show } from "./address";
import { entries, lab } from "./server";
import { _ } from "./words";

export function Welcome() {
  const newest = entries.value?.[0];
  return (
    <section class="welcome card">
      <h2>{_("See how networks learn, and which of them generalise")}</h2>
      <ol>
        <li>{_("Choose a data set, or drop a CSV file anywhere on this page.")}</li>
        <li>{_("Set the family: slide one value, or type several such as 2, 16, 256. Each combination is one network.")}</li>
        <li>{_("Train. The curves grow as the networks learn: solid on what they learn from, dashed on what they never saw.")}</li>
      </ol>
      <p>{_("A training log of your own (CSV, JSON, Keras) can be dropped too; its verdict appears at once.")}</p>
      {newest && (
        <p>
          <button type="button" class="strong" onClick={() => show([newest.name])}>
            {_("Open the newest: {name}", { name: newest.name })}
          </button>
        </p>
      )}
      <p class="soft small">hanka {lab.value?.version} · {_("experiments in {folder}", { folder: lab.value?.runs ?? "" })}</p>
    </section>
  ); // prettier-ignore
}
