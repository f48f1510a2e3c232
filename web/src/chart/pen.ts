// Drawing as SVG: above the chart on the screen, on paper, in files.
import { PAPER } from "./colours";

export type Point = [number, number];
export interface Ink {
  colour: string;
  opacity?: number;
  width?: number;
  dash?: boolean;
}
export interface Lettering {
  colour: string;
  anchor?: "start" | "middle" | "end";
  bold?: boolean;
}

const FONT = '12px system-ui, "Noto Sans CJK JP", "Noto Sans JP", "Hiragino Sans", "Yu Gothic", sans-serif';
export const BOLD = 1.15;
const DASH = [6, 4];
const ruler = document.createElement("canvas").getContext("2d")!;

/** The width of a text in pixels; bold takes up to BOLD times that. */
export function measure(text: string): number {
  ruler.font = FONT;
  return ruler.measureText(text).width;
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`).replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, "");
const round = (value: number): string => String(Math.round(value * 10) / 10);
const path = (points: Point[]): string => points.map(([x, y]) => `${round(x)} ${round(y)}`).join("L");

export class Pen {
  readonly #parts: string[] = [];

  readonly #width: number;
  readonly #height: number;

  constructor(width: number, height: number) {
    [this.#width, this.#height] = [width, height];
  }

  area(points: Point[], { colour, opacity = 1 }: Ink): void {
    this.#parts.push(`<path d="M${path(points)}Z" fill="${colour}" opacity="${opacity}"/>`);
  }

  line(points: Point[], { colour, opacity = 1, width = 1, dash = false }: Ink): void {
    const dashes = dash ? ` stroke-dasharray="${DASH}"` : "";
    this.#parts.push(
      `<path d="M${path(points)}" fill="none" stroke="${colour}" stroke-width="${width}" opacity="${opacity}"${dashes}/>`,
    );
  }

  ring([x, y]: Point, { colour }: Ink): void {
    this.#parts.push(
      `<circle cx="${round(x)}" cy="${round(y)}" r="4" fill="${PAPER}" stroke="${colour}" stroke-width="2"/>`,
    );
  }

  text([x, y]: Point, text: string, { colour, anchor = "start", bold = false }: Lettering): void {
    const weight = bold ? ' font-weight="bold"' : "";
    this.#parts.push(
      `<text x="${round(x)}" y="${round(y)}" dy=".35em" text-anchor="${anchor}" fill="${colour}"${weight}` +
        ` paint-order="stroke" stroke="${PAPER}" stroke-width="3">${escaped(text)}</text>`,
    );
  }

  /** What is drawn from here on, inside a rectangle only. */
  within(x: number, y: number, width: number, height: number, draw: () => void): void {
    this.#parts.push(`<svg x="${x}" y="${y}" width="${round(width)}" height="${round(height)}">`);
    draw();
    this.#parts.push("</svg>");
  }

  toString(): string {
    const size = `viewBox="0 0 ${this.#width} ${this.#height}" width="${this.#width}" height="${this.#height}"`;
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" ${size} style='font:${FONT}'>${this.#parts.join("")}</svg>`
    );
  }
}
