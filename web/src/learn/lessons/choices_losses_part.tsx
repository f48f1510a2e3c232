// Losses as curves, and lines fitted by them, with points to drag.
import { Graph, type Point, type Scale } from "../graph";
import { useNumber } from "../kept";
import { Range } from "../range";
import { AT_FIRST, crossEntropy, FITS, LOSSES, OUTLIER, squaredOfProbability, withOutlier, XS, type Line, type LossName } from "./choices_losses";
import { Key, markAt, MARKS, type Mark } from "./downhill_marks";
import { written } from "./downhill_parts";
import { _ } from "../../lab/words";

export function LossesPart() {
  return (
    <>
      <div class="choices-pair">
        <OfResidual />
        <OfProbability />
      </div>
      <Fitted />
    </>
  );
}

const LOOKS: [LossName, Mark][] = [["squared", "circle"], ["absolute", "square"], ["huber", "triangle"]]; // prettier-ignore
const nameOf = (loss: LossName): string =>
  ({ squared: _("squared"), absolute: _("absolute"), huber: _("Huber") })[loss];

/** Curves of one number, with a marker on each. */
interface CurvesProps {
  at: Scale;
  curves: [Mark, (x: number) => number][];
  xs: number[];
  x: number;
}

function Curves({ at, curves, xs, x }: CurvesProps) {
  return (
    <>
      <path class="choices-marker" d={`M${at.x(x)} ${at.top}V${at.bottom}`} />
      {curves.map(([mark, of]) => (
        <g key={mark} class={MARKS[mark].kind}>
          <path d={at.path(xs.map((each): Point => [each, of(each)]))} />
          <path class="choices-mark" d={markAt(mark, at.x(x), Math.max(at.y(of(x)), at.top), 6)} />
        </g>
      ))}
    </>
  );
}

function Values({ of }: { of: [Mark, string, number][] }) {
  return (
    <p class="choices-values">
      {of.map(([mark, name, value]) => <span key={mark}><Key mark={mark} /> {name} <b>{written(value)}</b></span>)}
    </p>
  ); // prettier-ignore
}

const through = (from: number, to: number, n: number): number[] => Array.from({ length: n + 1 }, (_each, i) => from + ((to - from) * i) / n);
const rounded = (value: number): number => Math.round(value * 100) / 100;

function OfResidual() {
  const [r, setR] = useNumber("residual", 2, -4, 4);
  const put = (x: number) => setR(rounded(x));
  return (
    <figure>
      <Graph label={_("loss by residual: squared, absolute and Huber")} x={[-4, 4]} y={[0, 8]} xLabel={_("answer − target")} yLabel={_("loss")} height={200} drag={put}>
        {(at) => <Curves at={at} curves={LOOKS.map(([loss, mark]) => [mark, LOSSES[loss]])} xs={through(-4, 4, 80)} x={r} />}
      </Graph>
      <Range label={_("residual")} value={r} set={put} min={-4} max={4} step={0.05} shows={written} />
      <Values of={LOOKS.map(([loss, mark]) => [mark, nameOf(loss), LOSSES[loss](r)])} />
    </figure>
  ); // prettier-ignore
}

function OfProbability() {
  const [p, setP] = useNumber("probability", 0.1, 0.01, 1);
  const put = (x: number) => setP(Math.max(rounded(x), 0.01));
  return (
    <figure>
      <Graph label={_("loss by the probability of the right class: cross-entropy and squared error")} x={[0, 1]} y={[0, 5]} xLabel={_("probability of the right class")} yLabel={_("loss")} height={200} drag={put}>
        {(at) => <Curves at={at} curves={[["diamond", crossEntropy], ["circle", squaredOfProbability]]} xs={through(0.002, 1, 200)} x={p} />}
      </Graph>
      <Range label={_("probability")} value={p} set={put} min={0.01} max={1} step={0.01} shows={written} />
      <Values of={[["diamond", _("cross-entropy"), crossEntropy(p)], ["circle", _("squared"), squaredOfProbability(p)]]} />
    </figure>
  ); // prettier-ignore
}

function Fitted() {
  const [outlier, setOutlier] = useNumber("outlier", AT_FIRST, 0, 12);
  const ys = withOutlier(outlier);
  const lines = LOOKS.map(([loss, mark]): [Mark, string, Line] => [mark, nameOf(loss), FITS[loss](XS, ys)]);
  const put = (y: number) => setOutlier(rounded(y));
  return (
    <figure class="choices-fit">
      <Graph label={_("eight points, one of which can be moved, and the lines that three losses prefer")} x={[-0.5, 7.5]} y={[0, 12]} xLabel={_("input")} yLabel={_("target")} height={230} drag={(_x, y) => put(y)}>
        {(at) => (
          <>
            {lines.map(([mark, , { slope, intercept }]) => (
              <g key={mark} class={MARKS[mark].kind}>
                <path d={at.path([-0.5, 7.5].map((x): Point => [x, slope * x + intercept]))} />
                <path class="choices-mark" d={markAt(mark, at.x(7.3), at.y(slope * 7.3 + intercept), 5)} />
              </g>
            ))}
            {XS.map((x, i) => <circle key={i} class="choices-point" cx={at.x(x)} cy={at.y(ys[i]!)} r={5} />)}
            <circle class="choices-outlier" cx={at.x(OUTLIER)} cy={at.y(outlier)} r={11} />
          </>
        )}
      </Graph>
      <Range label={_("the ringed point")} value={outlier} set={put} min={0} max={12} step={0.1} shows={written} />
      <p class="soft small">{_("Slope of the line of the least loss:")}</p>
      <Values of={lines.map(([mark, name, { slope }]) => [mark, name, slope])} />
    </figure>
  ); // prettier-ignore
}
