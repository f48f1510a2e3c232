// What changed after about 2009: how deep networks begin, and why their first layers then learn.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Choice } from "../choice";
import { useFrames } from "../frames";
import { useList, useOneOf, useWhole } from "../kept";
import { LessonPage } from "../page";
import { Range } from "../range";
import { Losses, Shown, Slopes, type Looked } from "./then_graphs";
import { Engine, Speed } from "./then_measure";
import { COMBINATIONS, EPOCHS, network, slopesByLayer, train, trainee, WIDTH, type Setting, type Trainee } from "./then_model";
import { _ } from "../../lab/words";

/** Milliseconds of a frame that may be trained: the page stays quick. */
const SLICE = 12;

export default function ThenLesson() {
  return (
    <LessonPage
      tells={[
        _("Until about 2009, networks with many [hidden layers](hidden layer) were hard to train. [Back-propagation](back-propagation) multiplies, at each layer on its way back, by [weights](weight) and by the slope of the [activation function](activation function). Weights were drawn small, and the [sigmoid function](sigmoid function)'s slope is at most 1/4: the [slopes](slope) shrink from layer to layer. This is the [vanishing gradient](vanishing gradient)."),
        _("**Read the slopes from right to left**; equal steps up are equal factors. Which lines fall, which are low everywhere (click a box to show or hide its line)? Make the networks deeper, then train them, all on the same 150 digits."),
        _("What helped: [ReLU](ReLU), whose slope is 1 or 0, and an [initialisation](initialisation) that suits the layers' sizes (Glorot 2010, He 2015). Signals and slopes then keep their size."),
        _("And data and speed: ImageNet (2009) has millions of pictures with [labels](label), and graphics processors multiply thousands of numbers at once. In 2012 AlexNet learnt from 1.2 million pictures, some 90 [epochs](epoch) in five to six days on two of them."),
      ]}
      question={{
        asks: _("In a deep sigmoid network the first layer's slopes are a thousandth of the last's. Would a [learning rate](learning rate) a thousand times as large help?"),
        choices: [_("No: the last layer's steps are then far too long."), _("Yes: the first layer then learns as it should."), _("It makes no difference at all.")],
        right: 0,
        because: _("One rate serves all layers: what suits the first throws the last about, and what suits the last leaves the first where it is. ReLU and a fitting initialisation give all layers slopes of like size."),
      }}
    >
      <Deep />
    </LessonPage>
  ); // prettier-ignore
}

const SMALL = ["0.01", "0.1"];
const RATES = ["0.01", "0.03", "0.1", "0.3"];

function Deep() {
  const [depth, setDepth] = useWhole("depth", 5, 2, 10);
  const [small, setSmall] = useOneOf("small", SMALL, "0.1");
  const [rateText, setRate] = useOneOf("rate", RATES, "0.03");
  const rate = Number(rateText);
  const [seed, setSeed] = useWhole("seed", 1, 0, 1e6);
  const [listed, setListed] = useList("shown", [0, 1, 3, 5], COMBINATIONS.length, 0, COMBINATIONS.length);
  const setting: Setting = { depth, seed, small: Number(small) };
  const shown = COMBINATIONS.map((_each, i) => i).filter((i) => listed.includes(i));
  const slopes = useMemo(() => new Map(shown.map((i) => [i, slopesByLayer(network(COMBINATIONS[i]!, setting))])), [`${shown}`, depth, seed, small]); // prettier-ignore
  const training = useTrainees(shown, setting, rate);
  const looked: Looked[] = shown.map((i) => ({ i, slopes: slopes.get(i)!, losses: training.losses(i) }));
  const toggle = (i: number) => setListed(shown.includes(i) ? shown.filter((each) => each !== i) : [...shown, i]);
  return (
    <>
      <Range label={_("hidden layers")} value={depth} set={setDepth} min={2} max={10} step={1} />
      <div class="abreast">
        <Choice label={_("small weights: deviation")} of={SMALL.map((each) => [each, each])} value={small} set={setSmall} />
        <Choice label={_("learning rate")} of={RATES.map((each) => [each, each])} value={rateText} set={setRate} />
      </div>
      <Shown looked={looked} small={setting.small} toggle={toggle} />
      <div class="then-graphs">
        <figure>
          <figcaption>{_("Mean size of slopes by layer, before training")}</figcaption>
          <Slopes looked={looked} depth={depth} />
        </figure>
        <figure>
          <figcaption>{_("Loss on training data, by epoch")}</figcaption>
          <Losses looked={looked} />
        </figure>
      </div>
      <p class="acts">
        <button type="button" class="strong" disabled={training.over || !shown.length} onClick={() => training.run(!training.on)}>{training.on ? _("Pause") : _("Train")}</button>
        <button type="button" onClick={training.reset}>{_("From the start")}</button>
        <button type="button" onClick={() => setSeed(seed + 1)}>{_("Other first weights")}</button>
        <span class="soft">{_("seed {seed}, {n} units in each hidden layer", { seed, n: WIDTH })}</span>
      </p>
      <Speed />
      <Engine depth={depth} rate={rate} />
    </>
  ); // prettier-ignore
}

/** The shown networks as they train, a slice of each frame. Other settings are other networks: they begin anew. */
function useTrainees(shown: number[], setting: Setting, rate: number) {
  const all = useRef(new Map<number, Trainee>());
  const [on, run] = useState(false);
  const [, again] = useState(0);
  const reset = () => {
    all.current.clear();
    run(false);
    again((n) => n + 1);
  };
  useEffect(reset, [setting.depth, setting.seed, setting.small, rate]);
  const of = (i: number) => {
    if (!all.current.has(i)) all.current.set(i, trainee(COMBINATIONS[i]!, setting, rate));
    return all.current.get(i)!;
  };
  useFrames(on, () => {
    if (!train(shown.map(of), SLICE)) run(false);
    again((n) => n + 1);
  });
  const losses = (i: number) => all.current.get(i)?.losses ?? [];
  return { on, run, reset, losses, over: shown.every((i) => losses(i).length >= EPOCHS) };
}
