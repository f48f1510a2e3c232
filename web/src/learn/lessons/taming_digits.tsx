// Augmentation to look at: one digit, and what is made of it.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { random } from "../random";
import { drawMove, moved } from "./taming_moved";
import { centred } from "../../lab/digit";
import { SAMPLES } from "../../lab/samples";
import { _ } from "../../lab/words";

const [SIZE, MADE] = [28, 9];
/** Of the drawing that becomes a picture, and of its pen. */
const [DRAWN, PEN] = [280, 24];

interface DigitsProps {
  shift: number;
  rotation: number;
  zoom: number;
}

export function Digits(strengths: DigitsProps) {
  const [turn, setTurn] = useState(1);
  const digit = (turn + 1) % 10;
  const first = useMemo(() => pictureOf(digit), [digit]);
  const chance = random(turn);
  const made = Array.from({ length: MADE }, () => moved(first, SIZE, drawMove(chance, SIZE, strengths)));
  return (
    <figure class="taming-figure">
      <div class="taming-digits">
        <Picture pixels={first} name={_("a {digit} as it is", { digit })} />
        <span aria-hidden="true">→</span>
        {made.map((pixels, i) => <Picture key={i} pixels={pixels} name={_("{digit}, moved", { digit })} />)}
      </div>
      <figcaption>
        <span>{_("Each time a digit is learnt from, it is moved anew.")}</span>
        <button type="button" onClick={() => setTurn(turn + 1)}>{_("Another digit")}</button>
      </figcaption>
    </figure>
  ); // prettier-ignore
}

function Picture({ pixels, name }: { pixels: number[]; name: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const pen = canvas.current!.getContext("2d")!;
    const picture = pen.createImageData(SIZE, SIZE);
    pixels.forEach((value, i) => picture.data.set([value, value, value, 255], 4 * i));
    pen.putImageData(picture, 0, 0);
  });
  return <canvas ref={canvas} width={SIZE} height={SIZE} role="img" aria-label={name} />;
}

/** The lab's sample of a digit, drawn and scaled as MNIST's are. */
function pictureOf(digit: number): number[] {
  const canvas = Object.assign(document.createElement("canvas"), { width: DRAWN, height: DRAWN });
  const pen = canvas.getContext("2d", { willReadFrequently: true })!;
  pen.fillRect(0, 0, DRAWN, DRAWN);
  Object.assign(pen, { lineWidth: PEN, lineCap: "round", lineJoin: "round", strokeStyle: "#fff" });
  for (const stroke of SAMPLES[digit]!) {
    pen.beginPath();
    for (const [x, y] of stroke) pen.lineTo((x * DRAWN) / 100, (y * DRAWN) / 100);
    pen.stroke();
  }
  const { data } = pen.getImageData(0, 0, DRAWN, DRAWN);
  const ink = Array.from({ length: DRAWN * DRAWN }, (_, i) => data[4 * i]!);
  return centred({ ink, width: DRAWN, height: DRAWN }, [SIZE, SIZE])!;
}
