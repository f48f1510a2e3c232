// How often something is drawn.

/** No more than this share of the browser's time. */
const SHARE = 0.08;

/** Calls `draw` with the next frame: never more often than every `pause` ms, less often where drawing takes long,
 * and not while the page is hidden. */
export function paced(draw: () => void, pause = 100): { ask: () => void; stop: () => void } {
  let [next, timer, frame, asked] = [0, 0, 0, false];
  const painted = new MessageChannel();
  const run = () => {
    frame = 0;
    if (!asked || document.hidden) return;
    asked = false;
    const start = performance.now();
    draw();
    // A message comes after the frame was painted: of many curves that takes the longer part.
    painted.port1.onmessage = () => (next = start + Math.max(pause, (performance.now() - start) / SHARE));
    painted.port2.postMessage(null);
    next = start + pause;
  };
  const wait = () => {
    timer = 0;
    frame = requestAnimationFrame(run);
  };
  const ask = () => {
    asked = true;
    if (!timer && !frame) timer = window.setTimeout(wait, Math.max(0, next - performance.now()));
  };
  const seen = () => !document.hidden && asked && ask();
  document.addEventListener("visibilitychange", seen);
  const stop = () => {
    asked = false;
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    painted.port1.close();
    document.removeEventListener("visibilitychange", seen);
  };
  return { ask, stop };
}
