// What is counted: all patterns where they are few, otherwise some that chance has drawn.
import { useLayoutEffect, useRef } from "preact/hooks";
import { random } from "../random";
import { _ } from "../../lab/words";

const SOME = 4;

export function Patterns({ squares, chance }: { squares: number; chance: number }) {
  const all = squares <= 4;
  const drawn = random(chance);
  const patterns = all
    ? Array.from({ length: 2 ** squares }, (_, n) => Array.from({ length: squares }, (_, i) => (n >> (squares - 1 - i)) & 1))
    : Array.from({ length: SOME }, () => Array.from({ length: squares }, () => (drawn() < 0.5 ? 1 : 0)));
  const columns = all ? squares : Math.ceil(Math.sqrt(squares));
  const rows = Math.ceil(squares / columns);
  const size = all ? 22 : 110 / columns;
  return (
    <figure class="combinations-some">
      <figcaption>{all ? _("All {n} of them", { n: 2 ** squares }) : _("Some of them, drawn by chance")}</figcaption>
      <div>
        {patterns.map((pattern, k) => (
          <svg key={k} width={columns * size} height={rows * size} viewBox={`-.05 -.05 ${columns + 0.1} ${rows + 0.1}`} aria-hidden="true">
            {pattern.map((black, i) => <rect key={i} class={black ? "black" : "white"} x={i % columns} y={Math.floor(i / columns)} width="1" height="1" />)}
          </svg>
        ))}
      </div>
    </figure>
  ); // prettier-ignore
}

interface Picture {
  side: number;
  levels: number;
  colours: number;
  chance: number;
}

export function Pictures({ chance, ...picture }: Picture) {
  return (
    <figure class="combinations-some">
      <figcaption>{_("Some of them, drawn by chance")}</figcaption>
      <div>{Array.from({ length: SOME }, (_, k) => <Drawn key={k} {...picture} chance={chance * SOME + k} />)}</div>
    </figure>
  ); // prettier-ignore
}

function Drawn({ side, levels, colours, chance }: Picture) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const context = canvas.current!.getContext("2d")!;
    const image = context.createImageData(side, side);
    const drawn = random(chance);
    const level = () => (255 * Math.floor(levels * drawn())) / (levels - 1);
    for (let i = 0; i < image.data.length; i += 4) {
      const red = level();
      image.data.set(colours === 1 ? [red, red, red, 255] : [red, level(), level(), 255], i);
    }
    context.putImageData(image, 0, 0);
  }, [side, levels, colours, chance]);
  return <canvas ref={canvas} class="combinations-picture" width={side} height={side} aria-hidden="true" />;
}

/** The first samples of each channel. */
export function Sound({ channels, chance }: { channels: number; chance: number }) {
  const drawn = random(chance);
  const samples = Array.from({ length: channels }, () => Array.from({ length: 221 }, () => Math.floor(256 * drawn())));
  const height = channels === 1 ? 110 : 52;
  return (
    <figure class="combinations-some combinations-sound">
      <figcaption>{_("The first 5 ms of one of them, drawn by chance")}</figcaption>
      {samples.map((channel, k) => (
        <svg key={k} height={height} viewBox="0 0 220 255" preserveAspectRatio="none" aria-hidden="true">
          <polyline points={channel.map((value, i) => `${i},${255 - value}`).join(" ")} vector-effect="non-scaling-stroke" />
        </svg>
      ))}
    </figure>
  ); // prettier-ignore
}
