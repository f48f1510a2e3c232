// What is asked of the server for as long as something is looked at.
import { useEffect, useState } from "preact/hooks";
import { ask, saysOf } from "./api";

interface Answer<T> {
  content: T | null;
  says: (() => string) | null;
}

/** The answer to an address; the last one stays until the next is there. */
export function useAsked<T>(address: string | null, again: unknown = 0): Answer<T> {
  const [answer, setAnswer] = useState<Answer<T>>({ content: null, says: null });
  useEffect(() => {
    if (address === null) return;
    const cut = new AbortController();
    ask<T>(address, { signal: cut.signal }).then(
      (content) => setAnswer({ content, says: null }),
      (reason: unknown) => cut.signal.aborted || setAnswer({ content: null, says: saysOf(reason) }),
    );
    return () => cut.abort();
  }, [address, again]);
  return answer;
}
