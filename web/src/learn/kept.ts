// What a learner has set, kept in the address: a copied address shows the same. What somebody types there is brought
// within bounds.
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

/** One of a few names. */
export function useOneOf<T extends string>(name: string, of: readonly T[], first: T): Kept<T> {
  const [text, set] = useText(name, first);
  return [of.find((each) => each === text) ?? first, set];
}

const within = (value: number, min: number, max: number): number => Math.min(Math.max(value, min), max);

/** A number from `min` to `max`; what is none is the first value again. */
export function useNumber(name: string, first: number, min: number, max: number): Kept<number> {
  const [text, set] = useText(name, String(first));
  const value = Number(text || NaN);
  return [Number.isFinite(value) ? within(value, min, max) : first, (next) => set(String(next))];
}

/** A whole number from `min` to `max`. */
export function useWhole(name: string, first: number, min: number, max: number): Kept<number> {
  const [value, set] = useNumber(name, first, min, max);
  return [Math.round(value), set];
}

/** As many numbers as at first. */
export function useNumbers(name: string, first: readonly number[], min: number, max: number): Kept<number[]> {
  const [values, set] = useList(name, first, first.length, min, max);
  return [values.length === first.length ? values : [...first], set];
}

/** At most so many numbers. */
export function useList(name: string, first: readonly number[], most: number, min: number, max: number): Kept<number[]> {
  const [text, set] = useText(name, first.join("_"));
  const values = text === "" ? [] : text.split("_").slice(0, most).map(Number);
  return [values.every(Number.isFinite) ? values.map((each) => within(each, min, max)) : [...first], (next) => set(next.join("_"))];
}
