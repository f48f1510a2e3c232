// Dropout to look at: which units sleep while the network learns from one example.
import { useEffect, useMemo, useState } from "preact/hooks";
import { makeNet, sleepers } from "../net";
import { random } from "../random";
import { _ } from "../../lab/words";

const SIZES = [5, 10, 10, 3];
const [WIDTH, HEIGHT, MARGIN] = [440, 170, 12];
const PAUSE = 500;

const net = makeNet({ sizes: SIZES, activation: "relu", loss: "categorical" }, random(1));

/** For each layer, whether its units sleep in a step: the network's own masks. */
export function asleepIn(rate: number, step: number): boolean[][] {
  const masks = sleepers(net, rate, random(step));
  return SIZES.map((n, layer) => Array.from({ length: n }, (_, i) => masks(layer - 1)?.[i] === 0));
}

export function Sleep({ rate }: { rate: number }) {
  const [step, setStep] = useState(1);
  const [runs, setRuns] = useState(false);
  useEffect(() => {
    if (!runs) return;
    const timer = setInterval(() => setStep((now) => now + 1), PAUSE);
    return () => clearInterval(timer);
  }, [runs]);
  const asleep = useMemo(() => asleepIn(rate, step), [rate, step]);
  const hidden = asleep.slice(1, -1).flat();
  const n = hidden.filter(Boolean).length;
  const says = _("step {step}: {n} of {all} hidden units sleep", { step, n, all: hidden.length });
  return (
    <figure class="taming-figure">
      <Picture asleep={asleep} label={says} />
      <figcaption>
        <span role={runs ? undefined : "status"}>{says}</span>
        <button type="button" onClick={() => setStep(step + 1)}>{_("Next step")}</button>
        <button type="button" aria-pressed={runs} onClick={() => setRuns(!runs)}>{_("Go on by itself")}</button>
      </figcaption>
    </figure>
  ); // prettier-ignore
}

function Picture({ asleep, label }: { asleep: boolean[][]; label: string }) {
  const x = (layer: number) => MARGIN + (layer * (WIDTH - 2 * MARGIN)) / (SIZES.length - 1);
  const y = (layer: number, i: number) => (HEIGHT * (i + 0.5)) / SIZES[layer]!;
  return (
    <svg class="taming-sleep" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {asleep.slice(1).flatMap((after, layer) =>
        after.flatMap((sleeps, to) =>
          asleep[layer]!.map((before, from) => sleeps || before ? null : (
            <line key={`${layer} ${from} ${to}`} x1={x(layer)} y1={y(layer, from)} x2={x(layer + 1)} y2={y(layer + 1, to)} />
          )),
        ),
      )}
      {asleep.flatMap((units, layer) =>
        units.map((sleeps, i) => <circle key={`${layer} ${i}`} class={sleeps ? "asleep" : ""} cx={x(layer)} cy={y(layer, i)} r="6" />),
      )}
    </svg>
  ); // prettier-ignore
}
