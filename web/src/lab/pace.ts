// How often something is drawn.

/** No more than this share of the browser's time. */
const SHARE = 0.1;

/** What is due within this part of its pause goes along with a frame that is drawn anyway: frames cost by themselves. */
const EARLY = 0.3;

interface Drawing {
  draw: () => void;
  pause: number;
  asked: boolean;
  next: number;
  timer: number;
}

const all = new Set<Drawing>();
const painted = new MessageChannel();
let frame = 0;

/** Calls `draw` with a frame to come: about every `pause` ms at most, less often where drawing takes long, and not while
 * the page is hidden. */
export function paced(draw: () => void, pause = 100): { ask: () => void; stop: () => void } {
  const drawing: Drawing = { draw, pause, asked: false, next: 0, timer: 0 };
  all.add(drawing);
  const ask = () => {
    drawing.asked = true;
    wait(drawing);
  };
  const stop = () => {
    clearTimeout(drawing.timer);
    all.delete(drawing);
  };
  return { ask, stop };
}

function wait(drawing: Drawing): void {
  drawing.timer ||= window.setTimeout(() => {
    drawing.timer = 0;
    frame ||= requestAnimationFrame(drawDue);
  }, Math.max(0, drawing.next - performance.now())); // prettier-ignore
}

function drawDue(): void {
  frame = 0;
  if (document.hidden) return;
  const start = performance.now();
  const asked = [...all].filter((drawing) => drawing.asked);
  const spent = new Map<Drawing, number>();
  let last = start;
  for (const drawing of asked.filter(({ next, pause }) => start >= next - EARLY * pause)) {
    clearTimeout(drawing.timer);
    Object.assign(drawing, { asked: false, next: start + drawing.pause, timer: 0 });
    drawing.draw();
    spent.set(drawing, -last + (last = performance.now()));
  }
  for (const drawing of asked) if (drawing.asked) wait(drawing); // its time has been put off
  // A message comes after the frame was painted: of many curves that takes the longer part.
  painted.port1.onmessage = () => {
    const painting = performance.now() - last;
    for (const [drawing, own] of spent) drawing.next = start + Math.max(drawing.pause, (own + painting) / SHARE);
  };
  painted.port2.postMessage(null);
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) for (const drawing of all) if (drawing.asked) wait(drawing);
});
