// Classes in the plane: drawn by the learner or ready-made, and learnt as they are drawn.
import { useState } from "preact/hooks";
import { Choice } from "../choice";
import { useList, useWhole } from "../kept";
import { NumberField } from "../number";
import { Plane, type Dot } from "../plane";
import { Range } from "../range";
import { useTraining } from "../training";
import { accuracy, chances, FRESH_DOTS, learnClasses, pinwheel } from "./generalisation_classes";
import { _ } from "../../lab/words";

const MOST_READY = 150;
const MOST_DRAWN = 100;

/** The learner's own, as they are kept: the kind and hundredths of both places, one point after the other. */
const dotsOf = (own: readonly number[]): Dot[] =>
  Array.from({ length: Math.floor(own.length / 3) }, (_, i) => {
    const [kind, x, y] = own.slice(3 * i, 3 * i + 3) as [number, number, number];
    return { kind: Math.min(Math.max(Math.round(kind), 0), 2), x: x / 100, y: y / 100 };
  });

export function Classes() {
  const [ready, setReady] = useWhole("ready", 18, 0, MOST_READY);
  const [kept, setOwn] = useList("drawn", [], 3 * MOST_DRAWN, -100, 100);
  const [kind, setKind] = useState("0");
  const count = 3 * Math.round(ready / 3);
  const own = kept.slice(0, kept.length - (kept.length % 3));
  const mine = dotsOf(own);
  const dots = [...pinwheel(count, 2), ...mine];
  const learner = useTraining(JSON.stringify(dots), () => learnClasses(dots), 10);
  const full = mine.length >= MOST_DRAWN;
  const add = (x: number, y: number) => !full && setOwn([...own, Number(kind), Math.round(100 * x), Math.round(100 * y)]);
  const percent = (value: number) => Math.round(100 * value);
  return (
    <div class="abreast">
      <Plane label={_("{n} points, and the classes that the network expects around them.", { n: dots.length })} marks={dots} expects={dots.length ? (x, y) => chances(learner.net, x, y) : null} add={add} />
      <div class="drawn-tools">
        <Choice label={_("class to draw")} of={[["0", "● A"], ["1", "■ B"], ["2", "▲ C"]]} value={kind} set={setKind} />
        <p class="soft">{_("Click or tap the plane: each click is a point of this class.")}</p>
        <Place add={add} full={full} />
        <p class="acts">
          <button type="button" disabled={!own.length} onClick={() => setOwn(own.slice(0, -3))}>{_("Remove the last")}</button>
          <button type="button" disabled={!dots.length} onClick={() => (setReady(0), setOwn([]))}>{_("Empty plane")}</button>
        </p>
        <Range label={_("ready-made points")} value={count} set={setReady} min={0} max={MOST_READY} step={3} />
        <p class="says" role="status">
          {!dots.length ? _("Draw points of at least two classes.") : !learner.done() ? _("The network is learning…") : _("Accuracy on the {n} points: {percent} %", { n: dots.length, percent: percent(accuracy(learner.net, dots)) })}
          {dots.length > 0 && learner.done() && <br />}
          {dots.length > 0 && learner.done() && (count > 0 ? _("on a fresh sample of the ready-made kind: {percent} %", { percent: percent(accuracy(learner.net, FRESH_DOTS)) }) : _("Of what you draw there is no fresh sample: only you know what would come next."))}
        </p>
      </div>
    </div>
  ); // prettier-ignore
}

/** A point by its numbers, for those who use no pointer. */
function Place({ add, full }: { add: (x: number, y: number) => void; full: boolean }) {
  const [place, setPlace] = useState([0, 0]);
  const field = (name: string, at: number) => (
    <label>
      {name} <NumberField label={name} class="drawn-place" min={-1} max={1} step={0.1} value={place[at]!} set={(value) => setPlace(place.map((each, i) => (i === at ? value : each)))} />
    </label>
  ); // prettier-ignore
  return (
    <p class="acts">
      {field("x", 0)}
      {field("y", 1)}
      <button type="button" disabled={full} onClick={() => add(place[0]!, place[1]!)}>{_("Add the point")}</button>
    </p>
  ); // prettier-ignore
}
