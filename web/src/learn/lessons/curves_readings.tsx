// Part two: the same run, stopped earlier or later, as the lecture reads it and as hanka does.
import { useOneOf, useWhole } from "../kept";
import { Choice } from "../choice";
import { Range } from "../range";
import { nameOf, SIGNS, truthOf, type Kind } from "../verdicts";
import { lastFall, lectureReads, STILL } from "./curves_model";
import { Band, errorTicks, Legend, percent, Plot, rangeOf } from "./curves_plot";
import { training, type Run } from "./curves_runs";
import { useMade } from "./curves_slices";
import { Wait } from "./curves_wait";
import { _ } from "../../lab/words";

const EPOCHS = 120;
const FIRST = 10;

export function Readings() {
  const [many, setRows] = useOneOf("rows", ["40", "400"], "40");
  const { value: run, failed } = useMade(`read ${many}`, () => training({ seed: 39, rows: Number(many), validation: 100, hidden: 32, noise: 0.15, rate: 0.006, epochs: EPOCHS })); // prettier-ignore
  return (
    <>
      <Choice label={_("examples to learn from")} of={[["40", "40"], ["400", "400"]]} value={many} set={setRows} />
      {run ? <Read run={run} /> : <Wait failed={failed} />}
    </>
  ); // prettier-ignore
}

const change = (share: number): string => `${share < 0 ? "−" : "+"}${percent(Math.abs(share))}`;

type Reading = [Kind, from: number, to: number];

/** What is read of a training that ends after an epoch, for all epochs, joined where it is the same. */
export function readingsOf(read: (epochs: number) => Kind): Reading[] {
  const found: Reading[] = [];
  for (let epoch = FIRST; epoch <= EPOCHS; epoch++) {
    const [kind, last] = [read(epoch), found.at(-1)];
    if (last?.[0] === kind) last[2] = epoch;
    else found.push([kind, epoch, epoch]);
  }
  return found;
}

function Read({ run: { train, fresh } }: { run: Run }) {
  const [epoch, setEpoch] = useWhole("end", 40, FIRST, EPOCHS);
  const move = (to: number) => setEpoch(Math.min(Math.max(to, FIRST), EPOCHS));
  const [low, high] = rangeOf(train.slice(1, EPOCHS), fresh.slice(1, EPOCHS));
  const lecture = lectureReads(train, fresh, epoch);
  const truth = truthOf(fresh, epoch);
  const numbers = { fresh: change(-lastFall(fresh, epoch)), train: change(-lastFall(train, epoch)), still: `${100 * STILL}\u00a0%` };
  return (
    <>
      <Plot
        curves={{ train: train.slice(0, EPOCHS), fresh: fresh.slice(0, EPOCHS) }}
        epochs={EPOCHS}
        y={[low, high + 0.28 * (high - low)]}
        yTicks={errorTicks([low, high])}
        drag={move}
        under={(at) => (
          <>
            {[(end: number) => lectureReads(train, fresh, end), (end: number) => truthOf(fresh, end).kind].map((read, row) => (
              <g key={row}>
                <text x={at.left - 4} y={at.top + 15 + 22 * row} text-anchor="end">{row ? "hanka" : _("lecture")}</text>
                {readingsOf(read).map(([kind, from, to]) => <Band key={from} at={at} kind={kind} from={from} to={to} top={at.top + 22 * row} height={20} text={nameOf(kind)} />)}
              </g>
            ))}
          </>
        )}
        over={(at) => (
          <>
            <rect class="curves-later" x={at.x(epoch)} y={at.top + 44} width={at.right - at.x(epoch)} height={at.bottom - at.top - 44} />
            <line class="curves-best" x1={at.x(epoch)} x2={at.x(epoch)} y1={at.top} y2={at.bottom} />
          </>
        )}
      />
      <Legend of={["train", "fresh"]} />
      <Range label={_("training ends after epoch")} value={epoch} set={move} min={FIRST} max={EPOCHS} step={1} />
      <div class="curves-both" role="status">
        <Reads who={_("The lecture")} kind={lecture}>
          {_("Over the last fifth of the epochs the error on new examples changed by {fresh}, the training error by {train}. Where only the training error still falls (by {still} or more), it is overfitting.", numbers)}
        </Reads>
        <Reads who="hanka" kind={truth.kind}>
          {_("The last three epochs lie {rise} above the lowest error: from 5 percent on it is overfitting. With {n} epochs more it would fall by {gain}: from 2 percent on it is underfitting.", { rise: percent(truth.rise), n: epoch, gain: percent(Math.max(truth.gain, 0)) })}
        </Reads>
      </div>
    </>
  ); // prettier-ignore
}

function Reads({ who, kind, children }: { who: string; kind: Kind; children: string }) {
  return (
    <p class="curves-reads" data-kind={kind}>
      <span class="soft">{who}</span> <b>{`${SIGNS[kind]} ${nameOf(kind)}`}</b>
      <br />
      {children}
    </p>
  );
}
