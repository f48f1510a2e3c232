// A number to slide.
import { useId } from "preact/hooks";
import { short } from "./graph";

interface RangeProps {
  label: string;
  value: number;
  set: (value: number) => void;
  min: number;
  max: number;
  step: number;
  /** How the value is written; as it is unless told otherwise. */
  shows?: (value: number) => string;
  class?: string;
}

export function Range({ label, value, set, min, max, step, shows = short, class: kind = "" }: RangeProps) {
  const id = useId();
  const text = shows(value);
  return (
    <div class={`range ${kind}`}>
      <label for={id}>{label}</label>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        aria-valuetext={text}
        onInput={(event) => set(Number(event.currentTarget.value))}
      />
      <output for={id}>{text}</output>
    </div>
  );
}
