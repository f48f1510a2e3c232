// Pictures moved as the engine moves them in training: turned about the centre, zoomed, then shifted.
import type { Random } from "../random";

export interface Move {
  /** Counterclockwise, in degrees. */
  turn: number;
  factor: number;
  /** In pixels, to the right and down. */
  right: number;
  down: number;
}

/** A move by chance; the same draws go further where the strengths are larger. */
export function drawMove(chance: Random, size: number, strengths: { shift: number; rotation: number; zoom: number }): Move {
  const draw = (most: number) => most * (2 * chance() - 1);
  const { shift, rotation, zoom } = strengths;
  return { turn: draw(rotation), factor: 1 + draw(zoom), right: draw(shift * size), down: draw(shift * size) };
}

/** A square picture, row by row; between pixels it is interpolated linearly, outside it is 0. */
export function moved(pixels: readonly number[], size: number, { turn, factor, right, down }: Move): number[] {
  const [cos, sin] = [Math.cos((turn * Math.PI) / 180), Math.sin((turn * Math.PI) / 180)];
  const middle = (size - 1) / 2;
  const at = (row: number, column: number) =>
    row >= 0 && row < size && column >= 0 && column < size ? pixels[row * size + column]! : 0;
  return Array.from({ length: size * size }, (_, i) => {
    // Where the pixel comes from: each step undone, the last one first.
    const x = ((i % size) - middle - right) / factor;
    const y = (Math.floor(i / size) - middle - down) / factor;
    const [column, row] = [cos * x - sin * y + middle, sin * x + cos * y + middle];
    const [left, top] = [Math.floor(column), Math.floor(row)];
    const [across, along] = [column - left, row - top];
    const upper = at(top, left) * (1 - across) + at(top, left + 1) * across;
    const lower = at(top + 1, left) * (1 - across) + at(top + 1, left + 1) * across;
    return upper * (1 - along) + lower * along;
  });
}
