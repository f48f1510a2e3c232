// Optimizers side by side, from one start down one surface.
import { Choice } from "../choice";
import { useNumber, useNumbers, useOneOf, useWhole } from "../kept";
import { OPTIMIZERS } from "../optimizers";
import { Range } from "../range";
import { SurfaceMap } from "./downhill_map";
import { Key, type Mark } from "./downhill_marks";
import { LearningRate, Stepping, written } from "./downhill_parts";
import { pathOf, SURFACES, type Path, type Place } from "./downhill_surfaces";
import { _ } from "../../lab/words";

const LOOKS = { sgd: "circle", momentum: "square", adam: "triangle", rmsprop: "diamond" } satisfies Record<string, Mark>;
type Name = keyof typeof LOOKS;

const MOST = 300;

export function Race({ of, height }: { of: Name[]; height?: number | undefined }) {
  const [named, setNamed] = useOneOf("surface", ["valley", "two"], "valley");
  const surface = SURFACES[named];
  const [start, setStart] = useNumbers(`from-${named}`, surface.start, -4, 4);
  const [rate, setRate] = useNumber("pace", 0.09, 0.001, 1);
  const [steps, setSteps] = useWhole("n", 0, 0, MOST);
  const from: Place = [start[0]!, start[1]!];
  const put = (x: number, y: number) => setStart([x, y].map((each) => Math.round(each * 100) / 100));
  const paths = of.map((name): [Name, Path] => [name, pathOf(surface, OPTIMIZERS[name](rate), from, steps)]);
  const over = steps >= MOST || paths.every(([, { fate }]) => fate !== "going");
  return (
    <>
      <Choice label={_("surface")} of={[["valley", _("long narrow valley")], ["two", _("two valleys")]]} value={named} set={setNamed} />
      <SurfaceMap label={_("error by x and y, and a path for each optimizer")} surface={surface} paths={paths.map(([name, path]) => [LOOKS[name], path])} start={from} put={put} height={height} />
      <div class="downhill-starts">
        <Range label={_("start x")} value={from[0]} set={(x) => put(x, from[1])} min={surface.x[0]} max={surface.x[1]} step={0.01} shows={written} />
        <Range label={_("start y")} value={from[1]} set={(y) => put(from[0], y)} min={surface.y[0]} max={surface.y[1]} step={0.01} shows={written} />
      </div>
      <LearningRate value={rate} set={setRate} least={0.001} most={1} />
      <Stepping steps={steps} set={setSteps} over={over} pace={60} />
      <Standings paths={paths} error={surface.error} />
    </>
  ); // prettier-ignore
}

const nameOf = (name: Name): string =>
  ({ sgd: _("gradient descent (SGD)"), momentum: _("momentum 0.9"), rmsprop: "RMSprop", adam: "Adam" })[name];

function Standings({ paths, error }: { paths: [Name, Path][]; error: (x: number, y: number) => number }) {
  const fates = { going: _("on the way"), rest: _("at rest"), flown: _("flown away") };
  return (
    <table class="downhill-table">
      <thead><tr><th scope="col">{_("optimizer")}</th><th scope="col">{_("steps")}</th><th scope="col">{_("error")}</th><th scope="col">{_("state")}</th></tr></thead>
      <tbody>
        {paths.map(([name, { places, fate }]) => (
          <tr key={name}>
            <th scope="row"><Key mark={LOOKS[name]} /> {nameOf(name)}</th>
            <td>{places.length - 1}</td>
            <td>{small(error(...places.at(-1)!))}</td>
            <td>{fates[fate]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  ); // prettier-ignore
}

/** Errors become very small; none is written as less than it is. */
const small = (value: number): string => (value > 0 && value < 0.001 ? "< 0.001" : value < 1000 ? value.toFixed(3) : value.toExponential(1));
