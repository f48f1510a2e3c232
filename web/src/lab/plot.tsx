// The chart, growing.
import { useEffect, useRef } from "preact/hooks";
import { effect, type ReadonlySignal } from "@preact/signals";
import type { View } from "../chart/view";
import { look, type Look } from "./address";
import { chartOf, curvesIn } from "./curves";
import { GrowingChart } from "./growing";
import { going, grown, opened } from "./opened";
import { paced } from "./pace";
import type { Opened } from "./types";
import { _, language } from "./words";

export function Plot({ first }: { first: Opened }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const accord = new Accord();
    const chart = chartIn(place.current!, first, (view) => accord.tell(first, view));
    const drawing = paced(() => opened.value && chart.grow(chartOf(opened.value)));
    const telling = paced(() => chart.tell(), 500); // nobody reads faster
    const looked = effect(() => accord.turn(chart, first, look.value));
    const spoke = changed(language, () => chart.look({}));
    const grew = changed(grown, () => [drawing, telling].forEach(({ ask }) => ask()));
    const rested = changed(going, () => chart.look({ growing: going.value }));
    return () => {
      [looked, spoke, grew, rested, drawing.stop, telling.stop].forEach((end) => end());
      chart.destroy();
    };
  }, []);
  return <div ref={place} class="paper card" />;
}

/** Acts on each change from now on: of a thousand curves the chart that was just drawn is not to be drawn again. */
function changed<T>(of: ReadonlySignal<T>, act: () => void): () => void {
  let last = of.peek();
  return effect(() => {
    if (of.value === last) return;
    last = of.value;
    act();
  });
}

function chartIn(place: HTMLElement, shown: Opened, seen: (view: View) => void): GrowingChart {
  const { metric, chosen: _chosen, ...rest } = look.peek();
  return new GrowingChart(place, chartOf(shown), {
    x: () => _("epoch"),
    title: () => shown.title,
    file: shown.entries.map(({ name }) => name).join("-").slice(0, 80),
    height: Math.round(Math.min(Math.max(380, innerHeight * 0.44), 620)),
    metric: Math.max(0, shown.metrics.findIndex(({ name }) => name === metric)),
    view: { ...rest, chosen: known(shown, look.peek()), growing: going.peek() },
    seen,
  }); // prettier-ignore
}

/** Those of the chosen curves that there are. */
const known = (shown: Opened, { chosen, together }: Look): Set<number> =>
  new Set(chosen.filter((curve) => curve < curvesIn(shown, together).length));

const same = (a: Look, b: Look): boolean => JSON.stringify(a) === JSON.stringify(b);

function lookOf({ metrics }: Opened, { metric, gap, logX, logY, together, colourBy, chosen }: View): Look {
  const name = metric ? (metrics[metric]?.name ?? "") : ""; // the first one needs no name
  return { metric: name, gap, logX, logY, together, colourBy, chosen: [...chosen] };
}

/** What is done in the chart is in the address, and what the address says, in the chart. */
class Accord {
  /** What the chart was last in accord with; null while it is being turned to something else. */
  #last: Look | null = look.peek();

  tell(shown: Opened, view: View): void {
    if (!this.#last || look.peek() !== this.#last) return; // it is about to be turned
    const now = lookOf(shown, view);
    if (!same(now, this.#last)) look.value = this.#last = now;
  }

  turn(chart: GrowingChart, shown: Opened, asked: Look): void {
    const chosen = known(shown, asked);
    const { metric, together, logX, chosen: _chosen, ...rest } = asked;
    if (!same(lookOf(shown, chart.view), { ...asked, chosen: [...chosen] })) {
      this.#last = null;
      if (together !== chart.view.together) chart.look({ together });
      const place = Math.max(0, shown.metrics.findIndex(({ name }) => name === metric));
      chart.look({ ...rest, metric: place, chosen, ...(logX !== chart.view.logX && { logX }) });
    }
    this.#last = asked;
  }
}
