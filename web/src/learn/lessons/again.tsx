// The same examples again and again: what a network sees after each epoch, and its error.
import { useMemo } from "preact/hooks";
import { Graph, type Point } from "../graph";
import { useWhole } from "../kept";
import { LessonPage } from "../page";
import { Range } from "../range";
import { answer, curveOf, EXAMPLES, HIDDEN, MOST, POINTS, RATE, REACH, run, STARTS, type Snapshot } from "./again_model";
import { _ } from "../../lab/words";

/** Those that are looked at side by side. */
const LOOKS = [0, 1, 2, 3, 4, 20];

export default function AgainLesson() {
  return (
    <LessonPage
      tells={[
        _("These {n} points are [training data](training data): [examples](example) near a curve, with some [noise](noise). A [network](network) with {hidden} [hidden](hidden layer) [units](unit) sees one after the other, and changes its [weights](weight) a little after each. Once through all of them is an [epoch](epoch).", { n: EXAMPLES, hidden: HIDDEN }),
        _("**Is once enough?** Every [step](step) is small, with a [learning rate](learning rate) of {rate}, and each example pulls its own way. So the same examples are shown again. Look at what the network sees after 1, 2, 3, 4 and 20 epochs.", { rate: RATE }),
        _("The [error](error) is the [mean squared error](mean squared error): the thin lines from the points to the network's curve, squared, and their mean. The first epochs gain most. **Slide on to {most}**: later ones gain less, and it doesn't reach 0, for the noise is left.", { most: MOST }),
        _("The weights begin by chance, from a [seed](seed): does it go the same way from another start? And note: this is the error on what was shown; whether the network is right about new points is another question."),
      ]}
      question={{
        asks: _("After one epoch the network has seen every example. Why is its answer still poor?"),
        choices: [_("Every step changed its weights only a little."), _("It forgets everything when an epoch ends."), _("In the next epoch it gets new examples.")],
        right: 0,
        because: _("{n} small steps don't take the weights far from where they began. The same examples, shown again, take them further, and each epoch goes on from the last.", { n: EXAMPLES }),
      }}
    >
      <Shown />
    </LessonPage>
  ); // prettier-ignore
}

function Shown() {
  const [n, setEpochs] = useWhole("epochs", 0, 0, MOST);
  const [seed, setStart] = useWhole("start", 0, 0, STARTS - 1);
  const { snapshots } = useMemo(() => run(seed), [seed]);
  const { net, error } = snapshots[n]!;
  const before = snapshots[n - 1]?.error;
  const says = { n, error: error.toFixed(3), before: before?.toFixed(3) ?? "" };
  return (
    <>
      <p class="acts">
        <button type="button" class="strong" disabled={n === MOST} onClick={() => setEpochs(n + 1)}>{_("Once more")}</button>
        <button type="button" onClick={() => setEpochs(20)}>{_("To 20")}</button>
        <button type="button" onClick={() => setEpochs(0)}>{_("From the beginning")}</button>
        <button type="button" onClick={() => setStart((seed + 1) % STARTS)}>{_("Another start")}</button>
        <span class="soft small">{_("seed {seed}", { seed })}</span>
      </p>
      <Range label={_("epochs")} value={n} set={setEpochs} min={0} max={MOST} step={1} />
      <Graph label={_("The examples, and what the network sees after {n} epochs", { n })} x={[-1.05 * REACH, 1.05 * REACH]} y={[-1.5, 1.5]} xTicks={[-4, -2, 0, 2, 4]} yTicks={[-1, 0, 1]} height={240} xLabel={_("input")} yLabel={_("output")}>
        {({ x, y, path }) => (
          <>
            {POINTS.map(([px, py]) => <line key={px} class="again-gap" x1={x(px)} x2={x(px)} y1={y(py)} y2={y(answer(net, px))} />)}
            <path class="first" d={path(curveOf(net))} />
            {POINTS.map(([px, py]) => <circle key={px} class="again-point" cx={x(px)} cy={y(py)} r={4} />)}
          </>
        )}
      </Graph>
      <p class="says" role="status">
        {n === 0 ? _("Nothing learnt yet: error {error}", says) : n === 1 ? _("After 1 epoch: error {error} (before it {before})", says) : _("After {n} epochs: error {error} (one epoch earlier {before})", says)}
      </p>
      <Looks snapshots={snapshots} n={n} set={setEpochs} />
      <Errors snapshots={snapshots} n={n} />
    </>
  ); // prettier-ignore
}

/** Side by side; each is also a way there. */
function Looks({ snapshots, n, set }: { snapshots: Snapshot[]; n: number; set: (epochs: number) => void }) {
  const pictures = useMemo(() => LOOKS.map((epochs) => drawn(curveOf(snapshots[epochs]!.net))), [snapshots]);
  return (
    <div class="again-looks" role="group" aria-label={_("what the network sees after some epochs")}>
      {LOOKS.map((epochs, i) => (
        <button key={epochs} type="button" aria-pressed={epochs === n} onClick={() => set(epochs)}>
          <svg viewBox="-4.3 -1.5 8.6 3" preserveAspectRatio="none" aria-hidden="true">
            {POINTS.map(([x, y]) => <ellipse key={x} class="again-point" cx={x} cy={-y} rx={0.16} ry={0.1} />)}
            <path class="first" d={pictures[i]} />
          </svg>
          <span>{epochs === 1 ? _("1 epoch") : _("{n} epochs", { n: epochs })}</span>
          <span class="soft small">{_("error {e}", { e: snapshots[epochs]!.error.toFixed(3) })}</span>
        </button>
      ))}
    </div>
  ); // prettier-ignore
}

const drawn = (curve: Point[]): string => `M${curve.map(([x, y]) => `${x.toFixed(2)} ${(-y).toFixed(3)}`).join("L")}`;

/** The error so far, and faintly what is to come. */
function Errors({ snapshots, n }: { snapshots: Snapshot[]; n: number }) {
  const last = n <= 20 ? 20 : MOST;
  const errors = snapshots.slice(0, last + 1).map(({ error }, epoch): Point => [epoch, error]);
  const top = Math.max(0.6, snapshots[0]!.error);
  return (
    <Graph label={_("The error after each epoch; after {n} it is {error}", { n, error: snapshots[n]!.error.toFixed(3) })} x={[0, last]} y={[0, top]} height={160} xLabel={_("epochs")} yLabel={_("error")}>
      {({ x, y, path }) => (
        <>
          <path class="again-later" d={path(errors)} />
          <path class="second" d={path(errors.slice(0, n + 1))} />
          {LOOKS.map((epoch) => <circle key={epoch} class={epoch <= n ? "again-seen" : "again-unseen"} cx={x(epoch)} cy={y(snapshots[epoch]!.error)} r={last === 20 || epoch === 20 ? 3 : 1.5} />)}
          <circle class="again-here" cx={x(n)} cy={y(snapshots[n]!.error)} r={6} />
        </>
      )}
    </Graph>
  ); // prettier-ignore
}
