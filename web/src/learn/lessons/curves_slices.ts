// Long work in short slices, so that the page answers meanwhile.
import { useEffect, useState } from "preact/hooks";

/** Milliseconds of a slice; the last piece of work in it may come on top. */
const SLICE = 5;

/** What a generator returns in the end, by slices. */
export async function slowly<T>(work: Generator<unknown, T>): Promise<T> {
  for (;;) {
    const end = performance.now() + SLICE;
    do {
      const { done, value } = work.next();
      if (done) return value as T;
    } while (performance.now() < end);
    await new Promise((go) => setTimeout(go));
  }
}

const begun = new Map<string, Promise<unknown>>();
const ready = new Map<string, unknown>();

/** What the work gives, null until it is done; it is done once, and goes on if another is asked for. No name, no work. */
export function useMade<T>(name: string | null, work: () => Generator<unknown, T>): T | null {
  const [, lookAgain] = useState(0);
  useEffect(() => {
    if (name === null || ready.has(name)) return;
    let wanted = true;
    if (!begun.has(name)) begun.set(name, slowly(work()).then((value) => ready.set(name, value)));
    void begun.get(name)!.then(() => wanted && lookAgain((n) => n + 1));
    return () => {
      wanted = false;
    };
  }, [name]);
  return name === null ? null : ((ready.get(name) as T | undefined) ?? null);
}
