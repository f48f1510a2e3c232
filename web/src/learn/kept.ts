// What a learner has set, kept in the address: a copied address shows the same.
import { kept } from "../lab/address";

type Kept<T> = [T, (value: T) => void];

/** A text of the open lesson by its name in the address, and how it is set. */
export function useText(name: string, first: string): Kept<string> {
  const set = (text: string) => {
    const { [name]: _before, ...others } = kept.peek();
    kept.value = text === first ? others : { ...others, [name]: text };
  };
  return [kept.value[name] ?? first, set];
}

/** A number; what is none is the first value again. */
export function useNumber(name: string, first: number): Kept<number> {
  const [text, set] = useText(name, String(first));
  const value = Number(text);
  return [Number.isFinite(value) ? value : first, (next) => set(String(next))];
}

/** Several numbers, as many as at first unless `free`. */
export function useNumbers(name: string, first: readonly number[], free = false): Kept<number[]> {
  const [text, set] = useText(name, first.join("_"));
  const values = text === "" ? [] : text.split("_").map(Number);
  const good = values.every(Number.isFinite) && (free || values.length === first.length);
  return [good ? values : [...first], (next) => set(next.join("_"))];
}
