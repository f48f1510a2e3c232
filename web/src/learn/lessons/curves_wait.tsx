// What is there until a run is.
import { _ } from "../../lab/words";

export function Wait({ failed }: { failed: boolean }) {
  return (
    <p class="soft curves-wait" role="status">
      {failed ? _("The training has failed. Load the page anew to try it again.") : _("A network is being trained…")}
    </p>
  );
}
