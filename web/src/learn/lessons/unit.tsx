// One unit: pixels, weights, sum, bias, activation, and a search for the weights that know one pattern.
import { activate } from "../net";
import { Choice } from "../choice";
import { useNumbers, useOneOf, useWhole } from "../kept";
import { NumberField } from "../number";
import { LessonPage } from "../page";
import { Range } from "../range";
import { firesAt, PATTERNS, STAIRS, weightedSum } from "./unit_model";
import { _ } from "../../lab/words";

type Pattern = keyof typeof PATTERNS;

const rounded = (value: number): number => Number(value.toFixed(3));

export default function UnitLesson() {
  return (
    <LessonPage
      tells={[
        _("A [unit](unit) is the smallest part of a [network](network). Here its [inputs](input) are nine [pixels](pixel): a dark one is 1, a light one 0. Each input is multiplied by a [weight](weight), all are added up to the [weighted sum](weighted sum), and the [bias](bias) is added."),
        _("The result goes through an [activation function](activation function), here the [sigmoid function](sigmoid function): the [output](output) comes near 1 where the sum is high, and near 0 where it is low. Above 0.5 we say that the unit “fires”. Click pixels and change weights."),
        _("**Find weights that know one pattern**: the unit is to fire at it and at no other of the 512 pictures. A weight of 0 doesn't care about its pixel; what does a negative weight do?"),
        _("One unit can tell one pattern from the rest. Ten digits in all their hands need many units side by side, and more units that look at what those have found: [layers](layer)."),
      ]}
      question={{
        asks: _("With the lecture's weights, 1 1 1 / 0 1 1 / 0 0 1, which other picture has the same weighted sum as the pattern 1 1 1 / 0 1 1 / 0 0 1?"),
        choices: [_("None: each picture has a sum of its own."), _("The board with all nine pixels dark."), _("The board with no dark pixel.")],
        right: 1,
        because: _("The three pixels more have weights of 0: they add nothing, and the sum stays 6. Only negative weights there let the unit notice them."),
      }}
    >
      <Board />
    </LessonPage>
  );
}

function Board() {
  const names: [Pattern, string][] = [["stairs", _("stairs")], ["cross", _("cross")], ["ring", _("ring")], ["seven", _("seven")]]; // prettier-ignore
  const [pattern, setPattern] = useOneOf<Pattern>("pattern", names.map(([name]) => name), "stairs"); // prettier-ignore
  const [pixels, setPixels] = useNumbers("pixels", STAIRS, 0, 1);
  const [weights, setWeights] = useNumbers("weights", STAIRS, -9, 9);
  const [bias, setBias] = useWhole("bias", -5, -9, 9);
  const sum = weightedSum(weights, pixels);
  const output = activate("sigmoid", sum + bias);
  const put = (values: number[], i: number, value: number) => values.map((each, k) => (k === i ? value : each));
  const fires = firesAt(weights, bias);
  const found = fires.length === 1 && `${fires[0]}` === `${PATTERNS[pattern]}`;
  return (
    <>
      <div class="abreast">
        <figure class="board">
          <figcaption>{_("pixels")}</figcaption>
          <div class="nine">
            {pixels.map((pixel, i) => (
              <button key={i} type="button" class="pixel" aria-pressed={pixel > 0.5} aria-label={_("row {row}, column {column}", { row: Math.floor(i / 3) + 1, column: (i % 3) + 1 })} onClick={() => setPixels(put(pixels, i, 1 - pixel))} />
            ))}
          </div>
        </figure>
        <figure class="board">
          <figcaption>{_("weights")}</figcaption>
          <div class="nine">
            {weights.map((weight, i) => (
              <NumberField key={i} label={_("weight of row {row}, column {column}", { row: Math.floor(i / 3) + 1, column: (i % 3) + 1 })} min={-9} max={9} step={1} value={weight} set={(value) => setWeights(put(weights, i, value))} />
            ))}
          </div>
        </figure>
        <Dial output={output} />
      </div>
      <Range label={_("bias")} value={bias} set={setBias} min={-9} max={9} step={1} />
      <p class="says">{_("weighted sum {sum}, with the bias {z}, output {output}", { sum: rounded(sum), z: rounded(sum + bias), output: output.toFixed(3) })}</p>
      <Choice label={_("pattern to know")} of={names} value={pattern} set={setPattern} />
      <p class="acts">
        <button type="button" onClick={() => setPixels([...PATTERNS[pattern]])}>{_("Show this pattern")}</button>
        <span role="status">{found ? _("Found: it fires at this pattern alone.") : _("It fires at {n} of 512 pictures.", { n: fires.length })}</span>
      </p>
    </>
  ); // prettier-ignore
}

/** The output, as a lamp that is filled. */
function Dial({ output }: { output: number }) {
  return (
    <figure class="board">
      <figcaption>{_("output")}</figcaption>
      <svg class="lamp" viewBox="0 0 100 100" role="img" aria-label={output.toFixed(3)}>
        <circle cx="50" cy="50" r="44" fill-opacity={output} />
        <text x="50" y="57" text-anchor="middle">{output.toFixed(2)}</text>
      </svg>
    </figure>
  ); // prettier-ignore
}
