// How big a network should be: units against accuracy, on the real engine; and batches against time.
import { useRef } from "preact/hooks";
import { Choice } from "../choice";
import { useOneOf } from "../kept";
import { Live, type Wanted } from "../live";
import { LessonPage } from "../page";
import { Range } from "../range";
import { BATCHES, DIGITS, EPOCHS, LONG, UNITS, work } from "./size_model";
import { Batches, Counts, Published, Trained } from "./size_tables";
import { Warned } from "./size_warning";
import { shown, show } from "../../lab/address";
import { _, count } from "../../lab/words";

type Part = "units" | "batch";

export default function SizeLesson() {
  return (
    <LessonPage
      tells={[
        _("How many [units](unit) does a [hidden layer](hidden layer) need? Each has a [connection](connection) from every one of the 784 [pixels](pixel) of a digit of [MNIST](MNIST) and one to each of the 10 [classes](class). With the [biases](bias), these are the [parameters](parameter) that are learnt."),
        _("**Train a small network, then larger ones.** All stay in the chart, solid on [training data](training data), dashed on [validation data](validation data). From which size on does the dashed curve gain nothing?"),
        _("Then take more digits. A large network soon knows 1,000 digits by heart, and the [gap](gap) opens. Is its validation error worse, too?"),
        _("The weights change after each [batch](batch). Small batches make many [steps](step) in an [epoch](epoch), large ones few: the epoch is shorter, but less is learnt in it."),
      ]}
      question={{
        asks: _("From 400 to 40,000 units, a hundred times as many connections. What did they buy in the lecture's experiment?"),
        choices: [
          _("A hundredth of the errors."),
          _("Little: about half a percentage point of accuracy at most, for a hundred times the work."),
          _("A much worse network, as it overfits."),
        ],
        right: 1,
        because: _("The lecture prints 0.983 three times. Trained again, a hundred times the units bring 0.2 percentage points on one machine and 0.5 on another, as the table shows; but twelve networks of 400 units that differ in their seed alone already lie 0.5 apart (0.9784 to 0.9832). Once a network is large enough, more units cost time and bring little. More digits, and what the next lesson shows, bring more."),
      }}
    >
      <Bench />
    </LessonPage>
  ); // prettier-ignore
}

function Bench() {
  const [part, setPart] = useOneOf<Part>("part", ["units", "batch"], "units");
  const [chosenUnits, setUnits] = useOneOf("units", UNITS.map(String), "32");
  const [chosenDigits, setDigits] = useOneOf("digits", DIGITS.map(String), part === "units" ? "1000" : "10000");
  const [chosenEpochs, setEpochs] = useOneOf("epochs", EPOCHS.map(String), "20");
  const [units, digits, epochs] = [Number(chosenUnits), Number(chosenDigits), Number(chosenEpochs)];
  const left = useRef<Record<Part, string[]>>({ units: [], batch: [] });
  const turn = (next: Part) => {
    if (next === part) return;
    left.current[part] = shown.peek();
    setPart(next);
    show(left.current[next]);
  };
  const wanted = wantedOf(part, units, digits, epochs);
  const several = (of: number[]): [string, string][] => of.map((each) => [String(each), count(each)]);
  return (
    <>
      <Choice label={_("part")} of={[["units", _("number of units")], ["batch", _("batch size")]]} value={part} set={turn} />
      <Range label={_("units")} value={UNITS.indexOf(units)} set={(place) => setUnits(String(UNITS[place]))} min={0} max={UNITS.length - 1} step={1} shows={(place) => count(UNITS[place]!)} />
      <div class="size-choices">
        <Choice label={_("digits")} of={several(DIGITS)} value={chosenDigits} set={setDigits} />
        <Choice label={_("epochs")} of={several(EPOCHS)} value={chosenEpochs} set={setEpochs} />
      </div>
      {part === "units" ? <Counts units={units} /> : <p class="says">{_("The same network with batches of 16, 64 and 256 digits: {a}, {b} and {c} steps in an epoch.", stepsOf(digits))}</p>}
      <Warned key={part} wanted={wanted} long={work(units, digits, epochs) > LONG} units={units}>
        <Live wanted={wanted} beside={part === "units"} />
      </Warned>
      {part === "units" ? <><Trained /><Published /></> : <Batches />}
    </>
  ); // prettier-ignore
}

function stepsOf(digits: number): Record<string, string> {
  const [a, b, c] = BATCHES.map((size) => count(Math.ceil(digits / size)));
  return { a: a!, b: b!, c: c! };
}

function wantedOf(part: Part, units: number, digits: number, epochs: number): Wanted {
  const settings = { hidden_layer_sizes: String(units), train_size: String(digits), epochs: String(epochs) };
  const name = `${units}-units-${digits}-digits`;
  if (part === "units") return { name, source: "mnist", settings };
  return { name: `batches-${name}`, source: "mnist", settings: { ...settings, batch_size: BATCHES.join() } };
}
