// How fast this browser multiplies, and the same comparison on the lab's own engine.
import { useMemo, useState } from "preact/hooks";
import { useFrames } from "../frames";
import { Live } from "../live";
import { COMBINATIONS, network, WIDTH } from "./then_model";
import { ALEXNET_TRAINING, multiplications, work } from "./then_speed";
import { _, count } from "../../lab/words";

/** Milliseconds: of a frame, and in all. */
const [SLICE, ENOUGH] = [10, 400];

export function Speed() {
  const net = useMemo(() => network(COMBINATIONS.at(-1)!, { depth: 5, seed: 1, small: 0.1 }), []);
  const [so, setSo] = useState({ multiplied: 0, milliseconds: 0 });
  const [on, setOn] = useState(false);
  useFrames(on, () => {
    const more = work(net, SLICE);
    const now = { multiplied: so.multiplied + more.multiplied, milliseconds: so.milliseconds + more.milliseconds };
    setSo(now);
    if (now.milliseconds >= ENOUGH) setOn(false);
  });
  const begin = () => (setSo({ multiplied: 0, milliseconds: 0 }), setOn(true));
  const rate = (1000 * so.multiplied) / so.milliseconds;
  const years = ALEXNET_TRAINING / rate / 31_557_600;
  return (
    <p class="acts then-speed">
      <button type="button" disabled={on} onClick={begin}>{_("Measure this browser")}</button>
      <span role="status">
        {on ? _("Measuring…") : so.milliseconds
          ? _("About {n} multiplications a second, in steps of {m} for each digit. AlexNet's training, about {all}, would take it {years} years.", { n: count(Number(rate.toPrecision(2))), m: count(multiplications(net)), all: "2.3 × 10¹⁷", years: count(Number(years.toPrecision(2))) })
          : _("How many multiplications a second does it make, training such a network?")}
      </span>
    </p>
  ); // prettier-ignore
}

/** Sigmoid and ReLU, small and He's weights: four networks. Keras' "random_normal" has a deviation of 0.05. */
export function Engine({ depth, rate }: { depth: number; rate: number }) {
  const [open, setOpen] = useState(false);
  const settings = {
    hidden_layer_sizes: Array<number>(depth).fill(WIDTH).join("x"),
    activation: "sigmoid,relu",
    kernel_initializer: "random_normal,he_normal",
    optimizer: "sgd",
    learning_rate: String(rate),
    epochs: "60",
  };
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{_("The same on the lab's engine, with 1,079 digits")}</summary>
      <p class="soft">{_("A verdict judges a curve's shape alone: one that stays at 2.30, as good as guessing, has nothing left to fall either.")}</p>
      {open && <Live wanted={{ name: "then", source: "digits", settings }} />}
    </details>
  ); // prettier-ignore
}
