// What a network has learnt to look for: the weights of its first layer as pictures.
import { useEffect, useRef } from "preact/hooks";
import { useAsked } from "./asked";
import { named } from "./api";
import { current } from "./opened";
import { Picker, pickedRun } from "./picker";
import type { Opened, Weights } from "./types";
import { _, count } from "./words";

export function Units({ opened }: { opened: Opened }) {
  const run = pickedRun(opened);
  const entry = current.value.find(({ name }) => name === run?.experiment);
  // Weights change as the network learns: they are asked for again at every twentieth of the way.
  const step = entry?.of ? Math.floor((20 * entry.epochs) / entry.of) : 0;
  const { content, says } = useAsked<Weights>(run ? `weights?${named([run.experiment])}&member=${run.member}` : null, step);
  return (
    <>
      <Picker opened={opened} />
      {says && <p class="bad" role="alert">{says()}</p>}
      {content && content.units.length > 0 && <Pictures weights={content} />}
      {content && <Layers weights={content} />}
    </>
  ); // prettier-ignore
}

function Pictures({ weights: { units, width, height, of } }: { weights: Weights }) {
  return (
    <>
      <p class="soft small">
        {_("What each unit of the first layer looks for: orange where ink speaks for it, blue where ink speaks against it.")}{" "}
        {units.length < of && _("{n} of {all} units", { n: units.length, all: count(of) })}
      </p>
      <div class="units">
        {units.map((unit, i) => <Unit key={i} unit={unit} width={width} height={height} name={_("unit {n}", { n: i + 1 })} />)}
      </div>
    </>
  ); // prettier-ignore
}

const [BLUE, WHITE, ORANGE] = [[0, 84, 147], [247, 247, 247], [196, 78, 0]] as const; // prettier-ignore

function Unit({ unit, width, height, name }: { unit: number[]; width: number; height: number; name: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const pen = canvas.current!.getContext("2d")!;
    const picture = pen.createImageData(width, height);
    unit.forEach((weight, i) => {
      const [end, share] = [weight < 0 ? BLUE : ORANGE, Math.min(Math.abs(weight), 1)];
      WHITE.forEach((value, channel) => (picture.data[4 * i + channel] = value + (end[channel]! - value) * share));
      picture.data[4 * i + 3] = 255;
    });
    pen.putImageData(picture, 0, 0);
  }, [unit, width, height]);
  return <canvas ref={canvas} width={width} height={height} role="img" aria-label={name} title={name} />;
}

function Layers({ weights: { layers } }: { weights: Weights }) {
  const total = layers.reduce((sum, { connections, biases }) => sum + connections + biases, 0);
  return (
    <div class="scroll">
      <table>
        <caption>{_("layers")}</caption>
        <thead>
          <tr>
            <th scope="col">{_("layer")}</th>
            <th scope="col">{_("shape")}</th>
            <th scope="col" class="number">{_("connections")}</th>
            <th scope="col" class="number">{_("biases")}</th>
          </tr>
        </thead>
        <tbody>
          {layers.map(({ name, shape, connections, biases }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{shape.join(" × ")}</td>
              <td class="number">{count(connections)}</td>
              <td class="number">{count(biases)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="soft small">{_("{n} parameters in all", { n: count(total) })}</p>
    </div>
  ); // prettier-ignore
}
