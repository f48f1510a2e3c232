// Doing something again and again while it is looked at.
import { useEffect, useRef } from "preact/hooks";

/** Calls `act` before each frame while `on`; the last one given is called. */
export function useFrames(on: boolean, act: () => void): void {
  const last = useRef(act);
  last.current = act;
  useEffect(() => {
    if (!on) return;
    let frame = requestAnimationFrame(function again() {
      last.current();
      frame = requestAnimationFrame(again);
    });
    return () => cancelAnimationFrame(frame);
  }, [on]);
}
