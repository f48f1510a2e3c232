// Which curve has which colour: a few are told apart by hue, many stand in an order on a ramp.
import type { Curve, Palette, Value } from "./data";

/** A colour for each curve, by its own place or by its value of one setting. */
export function coloursOf(curves: Curve[], palette: Palette, setting: string | null): string[] {
  if (setting === null) return shades(curves.length, palette);
  const values = valuesOf(curves, setting);
  const ramp = values.map((_, i) => mix(palette.ramp, values.length > 1 ? i / (values.length - 1) : 0));
  return curves.map((curve) => ramp[values.indexOf(text(curve.settings[setting]))]!);
}

/** The values that a setting takes, in order, as texts. */
export function valuesOf(curves: Curve[], setting: string): string[] {
  const values = new Map(curves.map((curve) => [text(curve.settings[setting]), curve.settings[setting]]));
  return [...values].sort(([, a], [, b]) => order(a, b)).map(([name]) => name);
}

const text = (value: Value | undefined): string => String(value ?? "–");

/** Numbers by size, `8x8` by its numbers, the rest by name. */
function order(a: Value | undefined, b: Value | undefined): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return text(a).localeCompare(text(b), "en", { numeric: true });
}

function shades(n: number, palette: Palette): string[] {
  if (n <= palette.few.length) return palette.few.slice(0, n);
  return Array.from({ length: n }, (_, i) => mix(palette.ramp, i / (n - 1)));
}

function mix(ramp: string[], share: number): string {
  const at = share * (ramp.length - 1);
  const low = Math.min(Math.floor(at), ramp.length - 2);
  const [a, b] = [channels(ramp[low]!), channels(ramp[low + 1]!)];
  const mixed = a.map((value, i) => Math.round(value + (b[i]! - value) * (at - low)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

const channels = (colour: string): number[] => [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));

export const PAPER = "#ffffff";
export const GRID = "#e4e7eb";
export const INK = "#4a5058";
export const RIM = "#1f2328";

/** Told apart without colour; the colours are in chart.css. */
export const VERDICTS = {
  underfitting: "○",
  good_fit: "★",
  overfitting: "▲",
  undecided: "?",
  diverged: "✕",
} as const;

export const ZONES = {
  underfitting: { sign: "○", fill: "#56b4e9", ink: "#22658c" },
  best: { sign: "★", fill: "#009e73", ink: "#00664b" },
  overfitting: { sign: "▲", fill: "#d55e00", ink: "#9c4400" },
} as const;
