// A digit of each kind, as strokes in a box of 100 by 100: for those who draw with the keyboard.
export type Stroke = [number, number][];

const arc = (cx: number, cy: number, rx: number, ry: number, from: number, to: number): Stroke =>
  Array.from({ length: 25 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / 24) * Math.PI) / 180;
    return [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)];
  });

export const SAMPLES: Stroke[][] = [
  [arc(50, 50, 22, 34, -90, 270)],
  [[[42, 26], [52, 16], [52, 84]]],
  [[...arc(50, 35, 20, 19, 190, 385), [30, 84], [72, 84]]],
  [[...arc(48, 33, 19, 17, 200, 450), ...arc(48, 66, 22, 18, -90, 160)]],
  [[[58, 16], [28, 60], [74, 60]], [[60, 40], [60, 86]]],
  [[[70, 17], [36, 17], [33, 46], ...arc(48, 62, 21, 20, -120, 145)]],
  [[[62, 15], ...arc(52, 62, 24, 46, 240, 180), ...arc(50, 64, 21, 20, 180, 540)]],
  [[[28, 18], [72, 18], [44, 85]]],
  [[...arc(50, 33, 17, 17, 90, 450), ...arc(50, 67, 20, 18, -90, 270)]],
  [[...arc(50, 36, 19, 19, 0, 360), [69, 36], [64, 86]]],
]; // prettier-ignore
