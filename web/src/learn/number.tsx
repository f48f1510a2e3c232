// A number to type: it counts as soon as it is one within bounds, and until then the typing is left alone.
import { useState } from "preact/hooks";

interface NumberFieldProps {
  label: string;
  value: number;
  set: (value: number) => void;
  min: number;
  max: number;
  step: number;
  class?: string;
}

export function NumberField({ label, value, set, min, max, step, class: kind }: NumberFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <input
      type="number"
      class={kind}
      aria-label={label}
      min={min}
      max={max}
      step={step}
      value={typed ?? value}
      onInput={({ currentTarget }) => {
        setTyped(currentTarget.value);
        const number = currentTarget.valueAsNumber;
        if (number >= min && number <= max) set(number);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
