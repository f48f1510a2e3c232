// Data, sizes, seeds, versions.
import type { Opened } from "./types";
import { said } from "./words";

export function Facts({ opened }: { opened: Opened }) {
  return (
    <dl>
      {opened.facts.map(({ label, value }, i) => (
        <div key={i}>
          <dt>{said(label)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
