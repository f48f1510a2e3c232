// Numbers as people read them.

/** Four significant digits; a minus sign, not a hyphen. */
export function short(value: number | null | undefined): string {
  if (value == null) return "–";
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(2) : String(+value.toPrecision(4));
  return text.replace("-", "−");
}

/** A tick's number, as short as it can be told. */
export function tick(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return `${+value.toPrecision(3)}`.replace("-", "−");
  return (+value.toPrecision(6)).toLocaleString("en", { maximumFractionDigits: 6 });
}

export const percent = (share: number): string => (share >= 0.995 ? ">99%" : `${Math.round(share * 100)}%`);

/** First and last of a set of epochs. */
export const among = ([first, last]: [number, number]): string =>
  first === last ? `${first}` : `${first}–${last}`;
