// Of a long list only the rows in sight are there: all have one height.
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** On a phone set-up and list are folded as soon as something is shown; the style sheet says the same. */
export const narrow = (): boolean => matchMedia("(max-width: 860px)").matches;

/** Rows beyond the edges, so that scrolling and arrow keys find some. */
const BEYOND = 8;

export function useWindow<T extends HTMLElement>(n: number, height: number) {
  const box = useRef<T>(null);
  const [top, setTop] = useState(0);
  const [room, setRoom] = useState(600);
  useLayoutEffect(() => {
    const seen = new ResizeObserver(([entry]) => setRoom(entry!.contentRect.height || 600));
    seen.observe(box.current!);
    return () => seen.disconnect();
  }, []);
  const step = Math.floor(top / height);
  const first = Math.max(0, Math.min(step, n - Math.ceil(room / height)) - BEYOND);
  const last = Math.min(n, first + Math.ceil(room / height) + 2 * BEYOND);
  const onScroll = () => {
    const now = box.current!.scrollTop;
    if (Math.abs(now - top) >= (height * BEYOND) / 2 || now === 0) setTop(now);
  };
  return { box, onScroll, first, last, before: first * height, after: (n - last) * height };
}

/** Up and Down go from row to row: the button that has the focus gives way to the one that does the same there. */
export function stepRows(event: KeyboardEvent): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const now = event.target as HTMLElement;
  const row = now.closest<HTMLElement>("[data-row]");
  if (!by || !row) return;
  event.preventDefault();
  const place = [...row.querySelectorAll("button, input")].indexOf(now);
  const next = row.parentElement!.querySelector(`[data-row="${Number(row.dataset["row"]) + by}"]`);
  next?.querySelectorAll<HTMLElement>("button, input")[Math.max(place, 0)]?.focus();
}
