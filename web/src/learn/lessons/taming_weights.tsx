// A penalty to look at: the weights of a small network, which learns here in the browser.
import { useState } from "preact/hooks";
import { useFrames } from "../frames";
import { Graph } from "../graph";
import { histogram, makeSmall, shrink, weightsOf } from "./taming_shrink";
import { _ } from "../../lab/words";

const [MOST, BARS] = [2, 41];
/** Steps of a frame, for as long as it takes until little changes, and the time that a frame may take. */
const [STEPS, ENOUGH, BUDGET] = [5, 6000, 8];
/** A weight as small as this does nothing. */
const NOTHING = 0.02;

/** To be made anew for another penalty: what is seen depends on nothing else. */
export function Weights({ l1, l2 }: { l1: number; l2: number }) {
  const [small] = useState(makeSmall);
  const [left, setLeft] = useState(ENOUGH);
  useFrames(left > 0, () => {
    const end = performance.now() + BUDGET;
    let more = left;
    while (more > 0 && performance.now() < end) {
      shrink(small, l1, l2, STEPS);
      more -= STEPS;
    }
    setLeft(more);
  });
  const weights = weightsOf(small.net);
  const counts = histogram(weights, MOST, BARS);
  const squares = weights.reduce((sum, weight) => sum + weight ** 2, 0);
  const zeros = weights.filter((weight) => Math.abs(weight) < NOTHING).length;
  const says = _("{zeros} of {all} weights are nearly 0; the sum of their squares is {squares}", { zeros, all: weights.length, squares: squares.toFixed(1) });
  const width = (2 * MOST) / BARS;
  return (
    <figure class="taming-figure">
      <Graph label={says} x={[-MOST, MOST]} y={[0, 100]} xLabel={_("weight")} yLabel={_("how many")} yTicks={[0, 50, 100]} height={170}>
        {(at) => counts.map((n, i) => {
          const from = -MOST + i * width;
          const top = at.y(Math.min(n, 100));
          return <rect key={i} class="taming-bar" x={at.x(from) + 0.5} width={at.x(from + width) - at.x(from) - 1} y={top} height={at.bottom - top} />;
        })}
      </Graph>
      <figcaption><span>{says}</span> <span class="soft">{_("(a small network that learns in this page)")}</span></figcaption>
    </figure>
  ); // prettier-ignore
}
