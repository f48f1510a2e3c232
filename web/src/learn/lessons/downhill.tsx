// Gradient descent: against the slope of one parameter, then of two at once.
import { Choice } from "../choice";
import { Graph, type Point, type Scale } from "../graph";
import { useNumber, useOneOf, useWhole } from "../kept";
import { LessonPage } from "../page";
import { Range } from "../range";
import { BOTTOMS, descent, errorAt, lieAt, MOST, next, slopeAt, type Fate, type Lie } from "./downhill_model";
import { LearningRate, Stepping, written } from "./downhill_parts";
import { Race } from "./downhill_race";
import { _ } from "../../lab/words";

export default function DownhillLesson() {
  const [part, setPart] = useOneOf("part", ["one", "two"], "one");
  return (
    <LessonPage
      tells={part === "one" ? tellsOfOne() : tellsOfTwo()}
      question={{
        asks: _("A parameter w is 1.50, the slope of the error there is −4, and the learning rate is 0.1. Where is w after one step?"),
        choices: [_("at 1.10"), _("at 1.90"), _("at 5.50")],
        right: 1,
        because: _("A negative slope: the error falls to the right, so w goes up. The step is 0.1 × 4 = 0.4, from 1.50 to 1.90."),
      }}
    >
      <Choice label={_("what is learnt")} of={[["one", _("one parameter")], ["two", _("two parameters")]]} value={part} set={setPart} />
      {part === "one" ? <Curve /> : <Race of={["sgd", "momentum", "adam"]} />}
    </LessonPage>
  ); // prettier-ignore
}

const tellsOfOne = (): string[] => [
  _("Here the [error](error) is drawn against one [parameter](parameter), w. [Learning](learning) looks for a w with little error. But it doesn't see the whole curve, only the [slope](slope) where the ball lies."),
  _("That is enough for a rule. The error **rises** to the right: decrease w. It **falls**: increase w. It is **flat**: stay. One [step](step) takes the [learning rate](learning rate) times the slope off w. Again and again, that is [gradient descent](gradient descent). Drag the ball, and let it go step by step."),
  _("Start at 3 and try learning rates of 0.01, 0.1, 0.5 and 2. Then go back to 0.1 and start at −3: there is a second [minimum](minimum). Which one is found depends on the start, and on the learning rate."),
];

const tellsOfTwo = (): string[] => [
  _("Two [parameters](parameter), and the [error](error) is a landscape seen from above: lines join places of the same error; the bluer, the higher. There is a [slope](slope) by x and one by y, and [gradient descent](gradient descent) takes each [step](step) against both."),
  _("In a long narrow valley one [learning rate](learning rate) is too large across or too small along: the path zigzags or crawls. [Momentum](momentum) keeps some of the last step, and [Adam](Adam) gives each parameter a step length of its own. Such rules are called [optimizers](optimizer)."),
  _("Drag the start, change the learning rate: all paths are computed anew. In the two valleys, can one of them roll over the hill? A [network](network) has thousands of parameters or more, and the rule stays the same."),
];

function Curve() {
  const [start, setStart] = useNumber("w", 3, -3, 3);
  const [rate, setRate] = useNumber("rate", 0.1, 0.001, 10);
  const [steps, setSteps] = useWhole("steps", 0, 0, MOST);
  const { places, fate } = descent(start, rate, steps);
  const w = places.at(-1)!;
  const taken = places.length - 1;
  const put = (value: number) => {
    setStart(Math.round(value * 100) / 100);
    setSteps(0);
  };
  return (
    <>
      <Graph label={_("error against w: two valleys and a ball at {w}", { w: written(w) })} x={[-3, 3]} y={[0, 5]} xLabel={_("parameter w")} yLabel={_("error")} height={300} drag={put}>
        {(at) => <Landscape at={at} places={places} to={next(w, rate)} />}
      </Graph>
      <Range label={_("w")} value={w} set={put} min={-3} max={3} step={0.01} shows={written} />
      <LearningRate value={rate} set={setRate} least={0.01} most={2} />
      <p class="says downhill-numbers">
        <span>{_("error {error}", { error: written(errorAt(w)) })}</span> <b>{_("slope {slope}", { slope: written(slopeAt(w)) })}</b>
        <span>{_("next w: {w} − {rate} × {slope} = {next}", { w: written(w), rate, slope: bracketed(slopeAt(w)), next: written(next(w, rate)) })}</span>
      </p>
      <p class={`downhill-rule ${lieAt(w)}`} role="status">{ruleOf(lieAt(w))}</p>
      <Stepping steps={taken} set={setSteps} over={fate !== "going"} pace={180} />
      <p role={fate === "going" ? undefined : "status"} class="downhill-fate">{fateOf(fate, taken)}</p>
    </>
  ); // prettier-ignore
}

const bracketed = (value: number): string => (value < 0 ? `(${written(value)})` : written(value));

const ruleOf = (lie: Lie): string =>
  ({
    rising: _("↗ Rising to the right (slope above 0): decrease w."),
    falling: _("↘ Falling to the right (slope below 0): increase w."),
    flat: _("→ Flat (slope 0): w stays as it is."),
  })[lie];

function fateOf(fate: Fate, n: number): string {
  const [low, high] = BOTTOMS.map((w) => written(errorAt(w))) as [string, string];
  return {
    going: n ? _("Steps so far: {n}.", { n }) : "",
    deeper: _("At rest after {n} steps, in the deeper valley: error {low}.", { n, low }),
    shallower: _("At rest after {n} steps, but in the shallower valley: error {high}. The other one has {low}; no slope here tells of it.", { n, low, high }),
    hill: _("At rest on the hill: the slope is 0 here too. The least push, and the ball rolls."),
    flown: _("Flown away at step {n}: a jump so long lands where it is steeper still. The learning rate is too large.", { n }),
    restless: _("{n} steps, and no rest. Too large a learning rate jumps to and fro; too small a one is not there yet.", { n: MOST }),
  }[fate]; // prettier-ignore
}

const CURVE: Point[] = Array.from({ length: 121 }, (_each, i) => [i / 20 - 3, errorAt(i / 20 - 3)]);

function Landscape({ at, places, to }: { at: Scale; places: number[]; to: number }) {
  const w = places.at(-1)!;
  const [x, y] = [at.x(w), at.y(errorAt(w))];
  // The tangent is as long on every slope.
  const [dx, dy] = [at.x(1) - at.x(0), at.y(slopeAt(w)) - at.y(0)].map((each, _i, both) => (70 * each) / Math.hypot(...both)) as [number, number];
  const stairs = places.flatMap((place, i): Point[] => [...(i ? [[place, errorAt(places[i - 1]!)] as const] : []), [place, errorAt(place)]]);
  const end = at.x(to);
  const head = Math.sign(end - x) * Math.min(8, Math.abs(end - x));
  return (
    <>
      <path class="first" d={at.path(CURVE)} />
      <path class="downhill-stairs" d={at.path(stairs)} />
      {places.map((place, i) => <circle key={i} class="downhill-past" cx={at.x(place)} cy={at.y(errorAt(place))} r={3} />)}
      <path class="third dashed" d={`M${x - dx} ${y - dy}L${x + dx} ${y + dy}`} />
      <path class="downhill-stairs" stroke-dasharray="2 4" d={`M${end} ${y}V${at.y(errorAt(to))}`} />
      <path class="second downhill-arrow" d={`M${x} ${y}H${end}m${-head} -5L${end} ${y}l${-head} 5`} />
      <circle class="downhill-ball" cx={x} cy={y} r={9} />
    </>
  ); // prettier-ignore
}
