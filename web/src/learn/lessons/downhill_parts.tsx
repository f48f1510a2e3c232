// What is set and pressed wherever something goes downhill.
import { useEffect, useRef, useState } from "preact/hooks";
import { useFrames } from "../frames";
import { Range } from "../range";
import { _ } from "../../lab/words";

interface RateProps {
  value: number;
  set: (rate: number) => void;
  least: number;
  most: number;
}

/** The learning rate, by its logarithm: each move of the slider is the same factor. */
export function LearningRate({ value, set, least, most }: RateProps) {
  const bounded = (rate: number) => Math.min(Math.max(Number(rate.toPrecision(2)), least), most);
  return (
    <Range
      label={_("learning rate")}
      value={Math.log10(value)}
      set={(power) => set(bounded(10 ** power))}
      min={Math.log10(least)}
      max={Math.log10(most)}
      step={0.05}
      shows={() => String(value)}
    />
  );
}

interface SteppingProps {
  steps: number;
  set: (steps: number) => void;
  /** Whether there is nothing more to do. */
  over: boolean;
  /** Milliseconds from step to step, so that each is seen. */
  pace: number;
}

/** One step, steps without end, back to the start. */
export function Stepping({ steps, set, over, pace }: SteppingProps) {
  const [running, run] = useState(false);
  const last = useRef(0);
  useEffect(() => {
    if (over) run(false);
  }, [over]);
  useFrames(running && !over, () => {
    const now = performance.now();
    if (now - last.current < pace) return;
    last.current = now;
    set(steps + 1);
  });
  const stop = (at: number) => {
    run(false);
    set(at);
  };
  return (
    <p class="acts">
      <button type="button" class="strong" disabled={over} onClick={() => run(!running)}>{running && !over ? _("Pause") : _("Run")}</button>
      <button type="button" disabled={over} onClick={() => stop(steps + 1)}>{_("Step")}</button>
      <button type="button" disabled={steps === 0} onClick={() => stop(0)}>{_("Back to the start")}</button>
    </p>
  ); // prettier-ignore
}

/** As it is read: two places, and a minus that is one. */
export function written(value: number): string {
  const text = Math.abs(value) < 1000 ? (Math.round(value * 100) / 100 + 0).toFixed(2) : value.toLocaleString("en", { maximumFractionDigits: 0 });
  return text.replace("-", "−");
}
