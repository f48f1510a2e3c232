// Remedies against overfitting: each looked at, then trained beside the plain network on the real engine.
import { Choice } from "../choice";
import { useOneOf } from "../kept";
import { Live, type Wanted } from "../live";
import { LessonPage } from "../page";
import { Range } from "../range";
import { All } from "./taming_all";
import { Digits } from "./taming_digits";
import { changes, CUSTOMARY, isPlain, nameOf, penaltyOf, decimal, REMEDIES, stopsAt, type Remedy, type Strengths } from "./taming_model";
import { ErrorBySize, Results } from "./taming_results";
import { Sleep } from "./taming_sleep";
import { LEVELS, MOST, useStrengths } from "./taming_strengths";
import { Weights } from "./taming_weights";
import { grown, opened } from "../../lab/opened";
import { _, count } from "../../lab/words";

const [DIGITS, EPOCHS, SEEDS] = [[300, 500, 1000], [20, 60], "0:3"] as const;

export default function TamingLesson() {
  return (
    <LessonPage
      tells={[
        _("A [network](network) of 256 [units](unit) learns from a few hundred digits of [MNIST](MNIST). **Train the plain one first.** Its solid curve, the error on [training data](training data), goes down to almost 0; the dashed one, on [validation data](validation data), turns up again: [overfitting](overfitting)."),
        _("[Regularisation](regularisation) holds it back. [Dropout](dropout) lets units sleep, a [penalty](penalty) ([L1](L1), [L2](L2), or both: [Elastic Net](Elastic Net)) makes [weights](weight) small, [early stopping](early stopping) ends in time, [augmentation](augmentation) makes new examples out of old ones."),
        _("**Choose one, look at what it does, and train it beside the plain network.** Does the dashed curve stay down? And what becomes of the solid one?"),
        _("One training may be luck. “All” trains each with three [seeds](seed); a difference that is larger than the intervals in the table is hardly chance."),
      ]}
      question={{
        asks: _("With a good remedy the training [loss](loss) ends higher than without, and the validation loss lower. Is that what one wants?"),
        choices: [
          _("No: the network knows its training data less well."),
          _("No: both losses should be as low as they can be."),
          _("Yes: what counts is the error on digits that it never saw."),
        ],
        right: 2,
        because: _("A training loss of almost 0 comes from learning by heart. A remedy makes just that harder, and what is left to learn is what all digits have in common: [generalisation](generalisation) is better."),
      }}
    >
      <Workshop />
    </LessonPage>
  ); // prettier-ignore
}

function Workshop() {
  const [remedy, setRemedy] = useOneOf<Remedy | "all">("remedy", [...REMEDIES, "all"], "plain");
  const [digits, setDigits] = useOneOf("digits", DIGITS.map(String), "500");
  const [epochs, setEpochs] = useOneOf("epochs", EPOCHS.map(String), "60");
  const [strengths, set] = useStrengths();
  const wantedOf = (each: Remedy, given: Strengths): Wanted => ({
    name: nameOf(each, given),
    source: "mnist",
    settings: { hidden_layer_sizes: "256", val: "2000", epochs, train_size: digits, ...changes(each, given) },
  });
  const all = REMEDIES.map((each): Wanted => {
    const { name, source, settings } = wantedOf(each, CUSTOMARY);
    return { name: `${name}-seeds`, source, settings: { ...settings, seed: SEEDS } };
  });
  const several = (of: readonly number[]): [string, string][] => of.map((each) => [String(each), count(each)]);
  return (
    <>
      <Choice label={_("remedy")} of={choices()} value={remedy} set={setRemedy} />
      <div class="taming-choices">
        <Choice label={_("digits")} of={several(DIGITS)} value={digits} set={setDigits} />
        <Choice label={_("epochs")} of={several(EPOCHS)} value={epochs} set={setEpochs} />
      </div>
      {remedy === "all" ? <p>{_("All of them at their usual strengths, with seeds 0, 1 and 2.")}</p> : <Look remedy={remedy} strengths={strengths} set={set} />}
      {remedy !== "all" && <Live wanted={wantedOf(remedy, strengths)} beside />}
      <All wanted={all} open={remedy === "all"} />
      <Results />
    </>
  ); // prettier-ignore
}

function choices(): [Remedy | "all", string][] {
  return [
    ["plain", _("plain")], ["dropout", _("dropout")], ["L1", "L1"], ["L2", "L2"], ["elastic", "Elastic Net"],
    ["early", _("early stopping")], ["more", _("more data")], ["moved", _("augmentation")], ["all", _("all")],
  ]; // prettier-ignore
}

interface LookProps {
  remedy: Remedy;
  strengths: Strengths;
  set: (name: keyof Strengths) => (value: number) => void;
}

/** What a remedy does, and how strongly. */
function Look({ remedy, strengths, set }: LookProps) {
  const { rate, patience, shift, rotation, zoom } = strengths;
  switch (remedy) {
    case "plain":
      return <p>{_("No remedy: the same few digits, again and again.")}</p>;
    case "dropout":
      return <><Range label={_("share that sleeps")} value={rate} set={set("rate")} min={0} max={MOST.rate} step={0.1} /><Sleep rate={rate} /></>;
    case "early":
      return <><Range label={_("patience")} value={patience} set={set("patience")} min={1} max={MOST.patience} step={1} /><Stops patience={patience} /></>;
    case "more":
      return <><p>{_("The same network with 300, 1,000 and 3,000 digits.")}</p><ErrorBySize /></>;
    case "moved":
      return (
        <>
          <Range label={_("shift")} value={shift} set={set("shift")} min={0} max={MOST.shift} step={0.05} shows={percent} />
          <Range label={_("rotation")} value={rotation} set={set("rotation")} min={0} max={MOST.rotation} step={5} shows={(value) => `${value}°`} />
          <Range label={_("zoom")} value={zoom} set={set("zoom")} min={0} max={MOST.zoom} step={0.05} shows={percent} />
          <Digits shift={shift} rotation={rotation} zoom={zoom} />
        </>
      );
    default:
      return <Penalty remedy={remedy} strengths={strengths} set={set} />;
  } // prettier-ignore
}

const percent = (value: number): string => `±${Math.round(100 * value)}%`;

function Penalty({ remedy, strengths, set }: LookProps) {
  const name = remedy === "L1" ? "l1" : remedy === "L2" ? "l2" : "elastic";
  const place = LEVELS.indexOf(strengths[name]);
  const { l1, l2 } = penaltyOf(remedy, strengths);
  const [a, b] = [decimal(l1), decimal(l2)];
  const added = remedy === "L1" ? `${a} · Σ|w|` : remedy === "L2" ? `${b} · Σw²` : `${a} · Σ|w| + ${b} · Σw²`;
  return (
    <>
      <Range label={_("strength")} value={place} set={(next) => set(name)(LEVELS[next]!)} min={0} max={LEVELS.length - 1} step={1} shows={(next) => decimal(LEVELS[next]!)} />
      <p>{_("Added to the loss: {added}", { added })}</p>
      <Weights key={`${l1} ${l2}`} l1={l1} l2={l2} />
    </>
  ); // prettier-ignore
}

/** Where early stopping would have ended the curve of a network without it. */
function Stops({ patience }: { patience: number }) {
  grown.value;
  const plain = opened.value?.runs.find(isPlain);
  const epoch = plain && stopsAt(plain.metrics["val_loss"] ?? [], patience);
  return (
    <p role="status">
      {_("Training ends after {patience} epochs in a row without a lower validation loss.", { patience })}{" "}
      {plain && (epoch ? _("{name} would have stopped at epoch {epoch}.", { name: plain.experiment, epoch }) : _("{name} would have gone on to its end.", { name: plain.experiment }))}
    </p>
  ); // prettier-ignore
}
