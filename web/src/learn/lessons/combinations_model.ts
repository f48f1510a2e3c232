// How many there are: powers with up to millions of digits, exact without ever being written out.

/** What is counted: `places` values, each one of `levels`. There are levels ** places ways to choose them. */
export interface Counted {
  levels: number;
  places: number;
}

export interface Figure {
  /** How many digits it has. */
  digits: number;
  /** All of them, where there are few. */
  exact: string | null;
  first: string;
  last: string;
  /** log₁₀, as near as a double is. */
  log: number;
}

/** More digits than this are not shown. */
export const SHORT = 90;
const ENDS = 24;

export const SAMPLES_A_SECOND = 44_100;
/** Orders of magnitude, for comparison. */
export const ATOMS = 1e80;
export const SECONDS = 4e17;
export const A_SECOND = 1e9;
const YEAR = 31_557_600;

/** The lecture's: 32 × 32 pixels in three colours; ten seconds of sound of 8 bits, and the same in stereo. */
export const PICTURE: Counted = { levels: 256, places: 32 * 32 * 3 };
export const SOUND: Counted = { levels: 256, places: 10 * SAMPLES_A_SECOND };
export const STEREO: Counted = { levels: 256, places: 2 * SOUND.places };

export function figure({ levels, places }: Counted): Figure {
  const { digits, first } = leading(levels, places, ENDS);
  const exact = digits <= SHORT ? String(BigInt(levels) ** BigInt(places)) : null;
  const log = digits - 1 + Math.log10(Number(`${first[0]}.${first.slice(1)}`));
  return { digits, exact, first, last: trailing(levels, places, ENDS), log };
}

/** The first `wanted` digits of base ** exponent, and the number of all. It is raised by squaring, and each product
 * loses what is beyond its first `keep` digits: less than a share δ = 10^(1 − keep). A square doubles the loss that it
 * finds, so all is low by less than exponent · δ of itself. Where that leaves a digit in doubt, more are kept. */
export function leading(base: number, exponent: number, wanted: number): { digits: number; first: string } {
  for (let keep = wanted + 20; ; keep *= 2) {
    const { value, zeros, cut } = raised(BigInt(base), exponent, keep);
    const low = String(value);
    const high = cut ? String(value + (2n * value * BigInt(exponent)) / 10n ** BigInt(keep - 1) + 1n) : low;
    const first = low.slice(0, wanted);
    if (low.length === high.length && high.startsWith(first)) return { digits: low.length + zeros, first };
  }
}

/** base ** exponent ≈ value · 10 ** zeros, from below. */
function raised(base: bigint, exponent: number, keep: number): { value: bigint; zeros: number; cut: boolean } {
  let cut = false;
  const times = ([a, p]: [bigint, number], [b, q]: [bigint, number]): [bigint, number] => {
    const product = a * b;
    const over = Math.max(String(product).length - keep, 0);
    const unit = 10n ** BigInt(over);
    cut ||= product % unit !== 0n;
    return [product / unit, p + q + over];
  };
  let result: [bigint, number] = [1n, 0];
  let square: [bigint, number] = [base, 0];
  for (let rest = exponent; ; square = times(square, square)) {
    if (rest % 2) result = times(result, square);
    rest = Math.floor(rest / 2);
    if (!rest) return { value: result[0], zeros: result[1], cut };
  }
}

/** The last `wanted` digits of base ** exponent: all the time nothing more is kept. */
export function trailing(base: number, exponent: number, wanted: number): string {
  const unit = 10n ** BigInt(wanted);
  let [result, square] = [1n, BigInt(base)];
  for (let rest = exponent; rest; rest = Math.floor(rest / 2)) {
    if (rest % 2) result = (result * square) % unit;
    square = (square * square) % unit;
  }
  return String(result).padStart(wanted, "0");
}

/** Digits by threes, from the end. */
export const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ",");

/** Both ends of a number that is too long, cut where its commas are. */
export function ends({ digits, first, last }: Figure): [string, string] {
  const head = ((digits - 1) % 3) + 1 + 15;
  return [grouped(first.slice(0, head)), grouped(last.slice(-18))];
}

/** 10 ** log in few digits: "3,170", "4.02 × 10^13", "10^80". Its spaces don't break. */
export function rough(log: number): string {
  if (log < 6) return Number((10 ** log).toPrecision(3)).toLocaleString("en", { maximumSignificantDigits: 3 });
  let power = Math.floor(log);
  let factor = Number((10 ** (log - power)).toFixed(2));
  if (factor === 10) [factor, power] = [1, power + 1];
  const ten = `10^${power.toLocaleString("en")}`;
  return factor === 1 ? ten : `${factor}\u00a0×\u00a0${ten}`;
}

export type Unit = "instant" | "seconds" | "minutes" | "hours" | "days" | "years";
const UNITS: [Unit, number][] = [["years", YEAR], ["days", 86_400], ["hours", 3600], ["minutes", 60], ["seconds", 1]]; // prettier-ignore

/** How long listing takes at a billion a second: an amount of a unit, as a logarithm. */
export function listing(log: number): { unit: Unit; log: number } {
  const seconds = log - Math.log10(A_SECOND);
  const found = UNITS.find(([, each]) => seconds >= Math.log10(each));
  return found ? { unit: found[0], log: seconds - Math.log10(found[1]) } : { unit: "instant", log: 0 };
}
