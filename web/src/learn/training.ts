// Training before the learner's eyes: some steps before each frame, from the beginning again when anything changes.
import { useRef, useState } from "preact/hooks";
import { useFrames } from "./frames";

interface Run {
  done: () => boolean;
  step: () => void;
}

/** So many milliseconds of a frame go into training: the rest is for drawing, and for the hand that drags. */
const BUDGET = 8;

/** The run that belongs to `key`, with at most `most` further steps in each frame while `on`. */
export function useTraining<T extends Run>(key: string, begin: () => T, most: number, on = true): T {
  const last = useRef<{ key: string; run: T } | null>(null);
  const [, redraw] = useState(0);
  if (last.current?.key !== key) last.current = { key, run: begin() };
  const { run } = last.current;
  useFrames(on && !run.done(), () => {
    const until = performance.now() + BUDGET;
    const { run: now } = last.current!;
    for (let i = 0; i < most && !now.done() && performance.now() < until; i++) now.step();
    redraw((n) => n + 1);
  });
  return run;
}
