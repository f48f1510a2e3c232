// A surface seen from above, with the ways down it.
import { useId, useMemo } from "preact/hooks";
import { Graph, type Scale } from "../graph";
import { MARKS, markAt, type Mark } from "./downhill_marks";
import type { Path, Place, Surface } from "./downhill_surfaces";

interface MapProps {
  label: string;
  surface: Surface;
  paths: [Mark, Path][];
  start: Place;
  put: (x: number, y: number) => void;
  height?: number | undefined;
}

export function SurfaceMap({ label, surface, paths, start, put, height = 300 }: MapProps) {
  const picture = useMemo(() => pictureOf(surface), [surface]);
  const clip = useId();
  return (
    <Graph label={label} x={surface.x} y={surface.y} xLabel="x" yLabel="y" height={height} drag={put}>
      {(at) => (
        <>
          <clipPath id={clip}><rect x={at.left} y={at.top} width={at.right - at.left} height={at.bottom - at.top} /></clipPath>
          <image href={picture} x={at.left} y={at.top} width={at.right - at.left} height={at.bottom - at.top} preserveAspectRatio="none" />
          <g clip-path={`url(#${clip})`}>
            {paths.map(([mark, path]) => <Way key={mark} at={at} mark={mark} places={path.places} />)}
            <path class="downhill-start" d={`M${at.x(start[0])} ${at.y(start[1])}m-9 0h18m-9 -9v18`} />
          </g>
        </>
      )}
    </Graph>
  ); // prettier-ignore
}

/** The way, a small mark at each step that can be told from the one before, and a large one where it is now. */
function Way({ at, mark, places }: { at: Scale; mark: Mark; places: Place[] }) {
  const d = at.path(places);
  let [marks, left, top] = ["", Infinity, Infinity];
  for (const [x, y] of places.map(([x, y]) => [at.x(x), at.y(y)] as const)) {
    if (Math.hypot(x - left, y - top) < 3) continue;
    [left, top] = [x, y];
    marks += markAt(mark, x, y, 2.5);
  }
  const [x, y] = places.at(-1)!;
  return (
    <g class={`downhill-way ${MARKS[mark].kind}`}>
      <path class="downhill-halo" d={d} />
      <path d={d} />
      <path class="downhill-mark" d={marks + markAt(mark, at.x(x), at.y(y), 7)} />
    </g>
  );
}

const [WIDTH, HEIGHT, BANDS] = [480, 300, 14];

/** Bands of error with lines between them, in one colour of more or less strength, for light and dark pages. */
function pictureOf({ error, lowest, x, y }: Surface): string {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [WIDTH, HEIGHT];
  const context = canvas.getContext("2d")!;
  const image = context.createImageData(WIDTH, HEIGHT);
  const high = Math.log1p(4 * (Math.max(error(x[0], y[1]), error(x[1], y[0])) - lowest));
  // Logarithmic, so that there are lines near the bottom too.
  const bandAt = (i: number, j: number) => {
    const height = error(x[0] + (i / WIDTH) * (x[1] - x[0]), y[1] - (j / HEIGHT) * (y[1] - y[0])) - lowest;
    return Math.floor((BANDS * Math.log1p(4 * height)) / high);
  };
  for (let j = 0; j < HEIGHT; j++) {
    for (let i = 0; i < WIDTH; i++) {
      const band = bandAt(i, j);
      const edge = band !== bandAt(i + 1, j) || band !== bandAt(i, j + 1);
      image.data.set([70, 110, 160, edge ? 190 : 10 + 9 * band], 4 * (j * WIDTH + i));
    }
  }
  context.putImageData(image, 0, 0);
  return canvas.toDataURL();
}
