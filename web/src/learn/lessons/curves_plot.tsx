// Learning curves as they are always drawn here: training solid, validation dashed in the same colour, the fresh sample
// in another.
import { useId } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { Graph, ticks, type Point, type Scale } from "../graph";
import { nameOf, SIGNS, type Kind } from "../verdicts";
import { _ } from "../../lab/words";

/** A zone of a curve: what is a good fit of a whole run is its best part. */
export const zoneName = (kind: Kind): string => (kind === "good_fit" ? _("best") : nameOf(kind));

export const percent = (share: number): string => `${(100 * share).toFixed(Math.abs(share) < 0.0995 ? 1 : 0)}\u00a0%`;

export type Curve = "train" | "val" | "fresh";
const ORDER: Curve[] = ["train", "val", "fresh"];
const LOOKS: Record<Curve, string> = { train: "first", val: "first dashed", fresh: "second curves-fresh" };
type Drawn = Partial<Record<Curve, readonly number[]>>;

const pointsOf = (curve: readonly number[]): Point[] => curve.map((value, i) => [i + 1, value]);

interface PlotProps {
  curves: Drawn;
  epochs: number;
  /** The values that are to be seen; `curves` may go beyond them. */
  y: readonly [number, number];
  yTicks?: readonly number[];
  drag?: (epoch: number) => void;
  /** What lies under the curves, and over them. */
  under?: (at: Scale) => ComponentChildren;
  over?: (at: Scale) => ComponentChildren;
}

/** The least and the most of some curves, with a little room. */
export function rangeOf(...curves: (readonly number[])[]): [number, number] {
  const all = curves.flat();
  const [min, max] = [Math.min(...all), Math.max(...all)];
  return [Math.max(min - 0.06 * (max - min), 0), max + 0.06 * (max - min)];
}

const HEIGHT = 250;

/** Where the axis of errors is marked. */
export const errorTicks = (range: readonly [number, number]): number[] => ticks(range, HEIGHT / 55);

export function Plot({ curves, epochs, y, yTicks = errorTicks(y), drag, under, over }: PlotProps) {
  const frame = useId();
  const says = ORDER.flatMap((name) => (curves[name] ? [told(name, curves[name])] : []));
  return (
    <Graph label={says.join(" ")} x={[0, epochs]} y={y} xLabel={_("epoch")} yLabel={_("error")} yTicks={yTicks} height={HEIGHT} {...(drag && { drag: (x: number) => drag(Math.round(x)) })}>
      {(at) => (
        <>
          <clipPath id={frame}><rect x={at.left} y={at.top} width={at.right - at.left} height={at.bottom - at.top} /></clipPath>
          {under?.(at)}
          <g clip-path={`url(#${frame})`}>
            {ORDER.map((name) => curves[name] && <path key={name} class={LOOKS[name]} d={at.path(pointsOf(curves[name]))} />)}
          </g>
          {over?.(at)}
        </>
      )}
    </Graph>
  ); // prettier-ignore
}

const curveName = (name: Curve): string =>
  ({ train: _("training error"), val: _("validation error"), fresh: _("error on the fresh sample") })[name];

/** A curve in words. */
function told(name: Curve, curve: readonly number[]): string {
  const lowest = Math.min(...curve);
  const number = (value: number) => value.toFixed(3);
  return _("{name}: from {first} to {last} after {n} epochs, lowest {lowest} at epoch {best}.", { name: curveName(name), first: number(curve[0]!), last: number(curve.at(-1)!), n: curve.length, lowest: number(lowest), best: curve.indexOf(lowest) + 1 }); // prettier-ignore
}

export function Legend({ of }: { of: Curve[] }) {
  return (
    <p class="curves-legend">
      {of.map((name) => (
        <span key={name}>
          <svg width="34" height="12" aria-hidden="true"><line class={LOOKS[name]} x1="1" x2="33" y1="6" y2="6" stroke-width="2.5" /></svg> {curveName(name)}
        </span>
      ))}
    </p>
  ); // prettier-ignore
}

interface BandProps {
  at: Scale;
  kind: Kind | null;
  /** Epochs, the first and the last. */
  from: number;
  to: number;
  top: number;
  height: number;
  /** What is written on it where there is room for more than the kind's sign. */
  text?: string;
}

/** Epochs of one kind, as a strip. */
export function Band({ at, kind, from, to, top, height, text = "" }: BandProps) {
  const [left, right] = [at.x(from - 1), at.x(to)];
  const sign = kind ? SIGNS[kind] : "";
  const wide = Array.from(text).reduce((sum, letter) => sum + (letter > "\u2e80" ? 13 : 7), 24);
  return (
    <>
      <rect class="curves-band" data-kind={kind ?? ""} x={left} y={top} width={Math.max(right - left, 0)} height={height} />
      {right - left > 14 && <text class="curves-sign" x={(left + right) / 2} y={top + Math.min(height / 2 + 4.5, 15)} text-anchor="middle">{right - left > wide ? `${sign} ${text}` : sign || text}</text>}
    </>
  ); // prettier-ignore
}
