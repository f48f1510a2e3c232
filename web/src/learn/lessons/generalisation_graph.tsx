// The rows, the network's curve through them and the rule, over the distances.
import type { Net } from "../net";
import { Graph, type Point } from "../graph";
import { answer, HIGH, rule, SPAN, type Fare } from "./generalisation_model";
import { _ } from "../../lab/words";

const PLACES = Array.from({ length: 151 }, (_, i) => SPAN[0] + i / 10);
const STEP: Point[] = [[SPAN[0], rule(11)], [11, rule(11)], [11, rule(12)], [SPAN[1], rule(12)]]; // prettier-ignore

interface FareGraphProps {
  rows: Fare[];
  /** Once it may be seen; the rule is shown with it. */
  net: Net | null;
  place: (distance: number, fare: number) => void;
}

export function FareGraph({ rows, net, place }: FareGraphProps) {
  const distances = rows.map(({ distance }) => distance);
  const from = Math.max(Math.min(SPAN[1], ...distances), SPAN[0]);
  const to = Math.min(Math.max(from, ...distances), SPAN[1]);
  return (
    <div class="fares-graph">
      <Graph label={_("Fares by distance: {n} rows and what the network makes of them.", { n: rows.length })} x={SPAN} y={[0, HIGH]} xLabel={_("distance (km)")} xTicks={[5, 7, 9, 11, 13, 15, 17, 19]} yTicks={[0, 500, 1000, 1500]} height={250}>
        {(at) => (
          <>
            <rect class="fares-outside" x={at.left} y={at.top} width={at.x(from) - at.left} height={at.bottom - at.top} />
            <rect class="fares-outside" x={at.x(to)} y={at.top} width={at.right - at.x(to)} height={at.bottom - at.top} />
            <text class="name" x={at.left + 6} y={at.top + 16}>{_("fare (yen)")}</text>
            {net && <path class="second dashed" d={at.path(STEP)} />}
            {net && <path class="first" d={at.path(curve(net))} />}
            {rows.map(({ distance, fare }, i) => <circle key={i} class="fares-row" cx={at.x(distance)} cy={at.y(Math.min(Math.max(fare, 0), HIGH))} r={5.5} />)}
            {net && <rect class="fares-place" x={at.left} y={at.top} width={at.right - at.left} height={at.bottom - at.top} onClick={(event) => place(...inData(event))} />}
          </>
        )}
      </Graph>
      <p class="graph-key small soft">
        <span>● {_("rows")}</span>
        {net && <span><i class="key-line first" /> {_("the network")}</span>}
        {net && <span><i class="key-line second dashed" /> {_("the rule")}</span>}
        <span><i class="fares-grey" /> {_("outside the rows")}</span>
        {net && <span>{_("Click into the graph: a new row, or one fewer.")}</span>}
      </p>
    </div>
  ); // prettier-ignore
}

/** Broken where it leaves the picture. */
const curve = (net: Net): Point[] =>
  PLACES.map((x) => {
    const fare = answer(net, x);
    return [x, fare >= 0 && fare <= HIGH ? fare : NaN];
  });

/** The distance and the fare where one clicked. */
function inData(event: MouseEvent): [number, number] {
  const box = (event.currentTarget as SVGElement).getBoundingClientRect();
  const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  return [SPAN[0] + x * (SPAN[1] - SPAN[0]), HIGH * (1 - y)];
}
