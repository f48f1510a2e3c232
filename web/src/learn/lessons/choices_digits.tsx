// The same choice on the engine: digits enough to tell, few enough to be seen at once.
import { Live } from "../live";
import { _ } from "../../lab/words";

const DIGITS = { hidden_layer_sizes: "64", epochs: "10", train_size: "5000" };

export function OnDigits({ name, settings }: { name: string; settings: Record<string, string> }) {
  return (
    <div class="choices-digits">
      <Live wanted={{ name, source: "mnist", settings: { ...settings, ...DIGITS } }} button={_("Train on MNIST")} />
    </div>
  );
}
