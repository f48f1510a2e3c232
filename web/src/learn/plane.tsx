// A plane from −1 to 1, painted in the colours of the classes that a network expects there, with examples on it.
import { useLayoutEffect, useRef } from "preact/hooks";

/** In a plane from −1 to 1. */
export interface Dot {
  x: number;
  y: number;
  /** 0, 1 or 2. */
  kind: number;
}

/** Strong enough for both themes, as they are painted over the ground with little weight. */
const COLOURS = [
  [0, 114, 178],
  [213, 94, 0],
  [0, 158, 115],
] as const;
const CELLS = 48;

export interface Mark extends Dot {
  /** Not learnt from: drawn hollow. */
  hollow?: boolean;
}

interface PlaneProps {
  label: string;
  marks: readonly Mark[];
  /** The probability of each class at a place; nothing is painted without it. */
  expects: ((x: number, y: number) => number[]) | null;
  add?: (x: number, y: number) => void;
}

export function Plane({ label, marks, expects, add }: PlaneProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const pen = canvas.current!.getContext("2d")!;
    if (expects) pen.putImageData(new ImageData(painted(expects), CELLS, CELLS), 0, 0);
    else pen.clearRect(0, 0, CELLS, CELLS);
  });
  const click = (event: MouseEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    add!((2 * (event.clientX - box.left)) / box.width - 1, 1 - (2 * (event.clientY - box.top)) / box.height);
  };
  return (
    <div class={`plane ${add ? "plane-adds" : ""}`} {...(add && { onClick: click })}>
      <canvas ref={canvas} width={CELLS} height={CELLS} aria-hidden="true" />
      <svg role="img" aria-label={label} viewBox="-1 -1 2 2">
        {marks.map(({ x, y, kind, hollow }, i) => (
          <path key={i} class={`plane-mark kind-${kind} ${hollow ? "hollow" : ""}`} d={SHAPES[kind]!} transform={`translate(${x} ${-y})`} />
        ))}
      </svg>
    </div>
  ); // prettier-ignore
}

export const likeliest = (probabilities: readonly number[]): number => probabilities.indexOf(Math.max(...probabilities));

/** A disc, a square, a triangle. */
const SHAPES = [
  "M-.034 0a.034 .034 0 1 0 .068 0a.034 .034 0 1 0-.068 0z",
  "M-.031-.031h.062v.062h-.062z",
  "M0-.042L.04.03H-.04z",
];

/** The surer, the stronger. The second class is striped across, the third up and down: colour alone tells nothing. */
function painted(expects: (x: number, y: number) => number[]): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * CELLS * CELLS);
  for (let row = 0; row < CELLS; row++) {
    for (let column = 0; column < CELLS; column++) {
      const chances = expects((2 * (column + 0.5)) / CELLS - 1, 1 - (2 * (row + 0.5)) / CELLS);
      const kind = likeliest(chances);
      const striped = [false, row % 4 === 0, column % 4 === 0][kind];
      const alpha = (30 + 90 * (chances[kind]! - 0.33)) * (striped ? 0.45 : 1);
      pixels.set([...COLOURS[kind]!, alpha], 4 * (row * CELLS + column));
    }
  }
  return pixels;
}
