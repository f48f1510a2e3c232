// One of a few, as buttons side by side.

interface ChoiceProps<T extends string> {
  label: string;
  /** What each is called. */
  of: [T, string][];
  value: T;
  set: (value: T) => void;
}

export function Choice<T extends string>({ label, of, value, set }: ChoiceProps<T>) {
  return (
    <div class="choice" role="group" aria-label={label}>
      <span aria-hidden="true">{label}</span>
      <span class="joined">
        {of.map(([name, text]) => (
          <button key={name} type="button" aria-pressed={name === value} onClick={() => set(name)}>{text}</button>
        ))}
      </span>
    </div>
  ); // prettier-ignore
}
