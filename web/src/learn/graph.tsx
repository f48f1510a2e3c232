// A small graph with axes, drawn in SVG; what is drawn in it is the caller's.
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";

export type Point = readonly [number, number];

/** From data to the picture, and back. */
export interface Scale {
  x: (value: number) => number;
  y: (value: number) => number;
  /** A line through points, for a path's `d`. It breaks where a value isn't finite. */
  path: (points: readonly Point[]) => string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

interface GraphProps {
  /** What is read aloud in place of the picture. */
  label: string;
  x: readonly [number, number];
  y: readonly [number, number];
  xLabel?: string;
  yLabel?: string;
  xTicks?: readonly number[];
  yTicks?: readonly number[];
  shows?: (value: number) => string;
  height?: number;
  /** Where the pointer is while it drags, in data. */
  drag?: (x: number, y: number) => void;
  children: (at: Scale) => ComponentChildren;
}

const [LEFT, RIGHT, TOP, BOTTOM] = [46, 12, 10, 40];
/** What is drawn may lie so far outside of the axes: a mark on the edge is whole, a line that leaves ends there. */
const SPARE = 10;

export function Graph({ label, x, y, xLabel, yLabel, xTicks, yTicks, shows = short, height = 280, drag, children }: GraphProps) {
  const place = useRef<HTMLDivElement>(null);
  const clip = useId();
  const [width, setWidth] = useState(480);
  useLayoutEffect(() => {
    const measure = () => setWidth(Math.max(place.current!.clientWidth, 200));
    const watch = new ResizeObserver(measure);
    watch.observe(place.current!);
    measure();
    return () => watch.disconnect();
  }, []);
  const at = scaled(x, y, width, height);
  const point = (event: PointerEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const along = (value: number, from: number, to: number, [min, max]: readonly [number, number]) =>
      min + (Math.min(Math.max((value - from) / (to - from), 0), 1) || 0) * (max - min);
    drag!(along(event.clientX - box.left, at.left, at.right, x), along(event.clientY - box.top, at.bottom, at.top, y));
  };
  const hold = (event: PointerEvent) => {
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    point(event);
  };
  return (
    <div ref={place} class={`graph ${drag ? "drags" : ""}`}>
      <svg
        role="img"
        aria-label={label}
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        {...(drag && { onPointerDown: hold, onPointerMove: (event: PointerEvent) => event.buttons && point(event) })}
      >
        <Axes at={at} {...{ x, y, xLabel, yLabel, xTicks, yTicks, shows, width, height }} />
        <clipPath id={clip}><rect x={at.left - SPARE} y={at.top - SPARE} width={at.right - at.left + 2 * SPARE} height={at.bottom - at.top + 2 * SPARE} /></clipPath>
        <g clip-path={`url(#${clip})`}>{children(at)}</g>
      </svg>
    </div>
  ); // prettier-ignore
}

type AxesProps = Pick<GraphProps, "x" | "y"> & {
  [each in "xLabel" | "yLabel" | "xTicks" | "yTicks"]: GraphProps[each] | undefined;
} & { at: Scale; shows: (value: number) => string; width: number; height: number };

function Axes({ at, x, y, xLabel, yLabel, xTicks, yTicks, shows, width, height }: AxesProps) {
  return (
    <g class="axes">
      {(xTicks ?? ticks(x, width / 90)).map((tick) => (
        <g key={`x${tick}`}>
          <line x1={at.x(tick)} x2={at.x(tick)} y1={at.top} y2={at.bottom} />
          <text x={at.x(tick)} y={at.bottom + 16} text-anchor="middle">{shows(tick)}</text>
        </g>
      ))}
      {(yTicks ?? ticks(y, height / 55)).map((tick) => (
        <g key={`y${tick}`}>
          <line x1={at.left} x2={at.right} y1={at.y(tick)} y2={at.y(tick)} />
          <text x={at.left - 6} y={at.y(tick) + 4} text-anchor="end">{shows(tick)}</text>
        </g>
      ))}
      {xLabel && <text class="name" x={(at.left + at.right) / 2} y={height - 5} text-anchor="middle">{xLabel}</text>}
      {yLabel && <text class="name" x={0} y={0} transform={`translate(12 ${(at.top + at.bottom) / 2}) rotate(-90)`} text-anchor="middle">{yLabel}</text>}
    </g>
  ); // prettier-ignore
}

function scaled([x0, x1]: readonly [number, number], [y0, y1]: readonly [number, number], width: number, height: number): Scale {
  const [left, right, top, bottom] = [LEFT, width - RIGHT, TOP, height - BOTTOM];
  const sx = (value: number) => left + ((value - x0) / (x1 - x0)) * (right - left);
  const sy = (value: number) => bottom - ((value - y0) / (y1 - y0)) * (bottom - top);
  const path = (points: readonly Point[]) => {
    let pen = "M";
    let d = "";
    for (const [px, py] of points) {
      if (!Number.isFinite(py)) pen = "M";
      else {
        // What is far outside is cut off, and would only make the numbers long.
        d += `${pen}${sx(px).toFixed(1)} ${Math.min(Math.max(sy(py), -4 * height), 5 * height).toFixed(1)}`;
        pen = "L";
      }
    }
    return d;
  };
  return { x: sx, y: sy, path, left, right, top, bottom };
}

/** Round numbers within a range, about `n` of them. */
export function ticks([min, max]: readonly [number, number], n: number): number[] {
  const rough = (max - min) / Math.max(n, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough)!;
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** With a minus that is as wide as a plus. */
export const short = (value: number): string => String(Number(value.toPrecision(6))).replace("-", "−");
