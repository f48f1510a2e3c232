// Every remedy with several seeds: experiments that are trained one after another, and stand in one chart.
import { Curves, Refused, useTrain, type Wanted } from "../live";
import { lab } from "../../lab/server";
import { _ } from "../../lab/words";

interface AllProps {
  wanted: Wanted[];
  /** Whether it is looked at. What was begun goes on while another remedy is. */
  open: boolean;
}

export function All({ wanted, open }: AllProps) {
  const { train, waiting, stop, busy, says } = useTrain();
  const more = waiting.length > 0;
  if (!open && !more && !says) return null;
  return (
    <div class="live">
      <p class="acts">
        {open && <button type="button" class="strong" disabled={!lab.value?.can_train || busy} onClick={() => train(wanted, false)}>{_("Train all, with three seeds each")}</button>}
        {more && <button type="button" onClick={stop}>{_("No more after this one")}</button>}
        <span class="soft small" role="status">
          {more ? _("{n} remedies are still to come", { n: waiting.length }) : !busy && _("one remedy after another, as long as this lesson is open: it takes a few minutes")}
        </span>
      </p>
      {(open || says) && <Refused says={says} />}
      {open && <Curves />}
    </div>
  ); // prettier-ignore
}
