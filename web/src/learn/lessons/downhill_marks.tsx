// Colours with a mark each: whoever can't tell the colours apart sees the marks.

/** The mark of a size, drawn from where the pen is. */
export const MARKS = {
  circle: { kind: "first", outline: (r: number) => `m${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z` },
  square: { kind: "second", outline: (r: number) => `m${-r} ${-r}h${2 * r}v${2 * r}h${-2 * r}z` },
  triangle: { kind: "third", outline: (r: number) => `m0 ${-1.2 * r}l${1.1 * r} ${2 * r}h${-2.2 * r}z` },
  diamond: { kind: "fourth", outline: (r: number) => `m0 ${-1.3 * r}l${1.3 * r} ${1.3 * r}l${-1.3 * r} ${1.3 * r}l${-1.3 * r} ${-1.3 * r}z` },
}; // prettier-ignore
export type Mark = keyof typeof MARKS;

export const markAt = (mark: Mark, x: number, y: number, size: number): string =>
  `M${x.toFixed(1)} ${y.toFixed(1)}${MARKS[mark].outline(size)}`;

/** Before a word, to say which curve is meant. */
export function Key({ mark }: { mark: Mark }) {
  const { kind, outline } = MARKS[mark];
  return <svg class="downhill-key" viewBox="-1.4 -1.4 2.8 2.8" aria-hidden="true"><path class={kind} d={`M0 0${outline(1)}`} /></svg>; // prettier-ignore
}
