// A drawing as a network expects it: bright on dark, scaled, in the middle.

export interface Drawing {
  /** How bright each pixel is, 0 to 255, row by row. */
  ink: Uint8ClampedArray | number[];
  width: number;
  height: number;
}

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** MNIST's digits fill 20 of 28 pixels, with their centre of mass in the middle; very small pictures, such as
 * those of the UCI digits, are filled by theirs from edge to edge. */
const SHARE = 20 / 28;
const SMALL = 16;

/** `height`·`width` values; none where nothing is drawn. */
export function centred(drawing: Drawing, [height, width]: [number, number]): number[] | null {
  const box = inked(drawing);
  if (!box) return null;
  const small = Math.min(height, width) < SMALL;
  const room = Math.min(height, width) * (small ? 1 : SHARE);
  const step = Math.max(box.right - box.left, box.bottom - box.top) / room;
  const [cx, cy] = small ? [(box.left + box.right) / 2, (box.top + box.bottom) / 2] : massOf(drawing);
  const pixels: number[] = [];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const left = cx + (column - width / 2) * step;
      const top = cy + (row - height / 2) * step;
      pixels.push(Math.round(mean(drawing, { left, top, right: left + step, bottom: top + step })));
    }
  }
  return pixels;
}

/** The smallest box that has all ink. */
function inked({ ink, width, height }: Drawing): Box | null {
  const box = { left: width, top: height, right: 0, bottom: 0 };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (ink[y * width + x]! < 32) continue;
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x + 1);
      box.top = Math.min(box.top, y);
      box.bottom = Math.max(box.bottom, y + 1);
    }
  }
  return box.right ? box : null;
}

function massOf({ ink, width, height }: Drawing): [number, number] {
  let [mass, sumX, sumY] = [0, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const here = ink[y * width + x]!;
      mass += here;
      sumX += here * (x + 0.5);
      sumY += here * (y + 0.5);
    }
  }
  return [sumX / mass, sumY / mass];
}

/** Of the pixels whose middles a box has; outside the drawing it is dark. */
function mean({ ink, width, height }: Drawing, { left, top, right, bottom }: Box): number {
  let [sum, n] = [0, 0];
  for (let y = Math.ceil(top - 0.5); y < bottom - 0.5; y++) {
    for (let x = Math.ceil(left - 0.5); x < right - 0.5; x++) {
      n++;
      if (x >= 0 && y >= 0 && x < width && y < height) sum += ink[y * width + x]!;
    }
  }
  return n ? sum / n : 0;
}
