// Where a digit is drawn: by mouse, finger or stylus, or by picking a sample.
import { useEffect, useRef } from "preact/hooks";
import type { Drawing } from "./digit";
import { SAMPLES, type Stroke } from "./samples";
import { _ } from "./words";

/** Of the canvas and of the pen, in pixels. */
const [SIZE, PEN] = [280, 22];

export interface PadActs {
  drawn: (drawing: Drawing) => void;
  cleared: () => void;
}

export function Pad({ drawn, cleared }: PadActs) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const last = useRef<[number, number] | null>(null);
  const pen = () => canvas.current!.getContext("2d", { willReadFrequently: true })!;
  const clear = () => {
    pen().fillStyle = "#000";
    pen().fillRect(0, 0, SIZE, SIZE);
    cleared();
  };
  const tell = () => drawn({ ink: inkOf(pen()), width: SIZE, height: SIZE });
  const line = (to: [number, number]) => {
    draw(pen(), [last.current ?? to, to]);
    last.current = to;
    tell();
  };
  const at = (event: PointerEvent): [number, number] => {
    const { width } = canvas.current!.getBoundingClientRect();
    return [(event.offsetX * SIZE) / width, (event.offsetY * SIZE) / width];
  };
  const sample = (strokes: Stroke[]) => {
    clear();
    for (const stroke of strokes) draw(pen(), stroke.map(([x, y]): [number, number] => [(x * SIZE) / 100, (y * SIZE) / 100]));
    tell();
  };
  useEffect(clear, []);
  return (
    <div class="pad">
      <canvas
        ref={canvas}
        width={SIZE}
        height={SIZE}
        role="img"
        aria-label={_("Draw a digit here by mouse or finger, or pick a sample below.")}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          event.preventDefault();
          line(at(event));
        }}
        onPointerMove={(event) => last.current && event.getCoalescedEvents().concat(event).forEach((each) => line(at(each)))}
        onPointerUp={() => (last.current = null)}
        onPointerCancel={() => (last.current = null)}
      />
      <div class="joined" role="group" aria-label={_("samples")}>
        {SAMPLES.map((strokes, digit) => (
          <button key={digit} type="button" aria-label={_("sample {digit}", { digit })} onClick={() => sample(strokes)}>{digit}</button>
        ))}
      </div>
      <button type="button" onClick={clear}>{_("Clear")}</button>
    </div>
  ); // prettier-ignore
}

function draw(pen: CanvasRenderingContext2D, points: [number, number][]): void {
  Object.assign(pen, { lineWidth: PEN, lineCap: "round", lineJoin: "round", strokeStyle: "#fff" });
  pen.beginPath();
  points.forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  pen.stroke();
}

function inkOf(pen: CanvasRenderingContext2D): Uint8ClampedArray {
  const { data } = pen.getImageData(0, 0, SIZE, SIZE);
  return new Uint8ClampedArray(SIZE * SIZE).map((_, i) => data[4 * i]!);
}
