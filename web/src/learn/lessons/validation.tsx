// Training and validation data: where to divide, how sure the validation error is, and what a leak hides.
import { useWhole } from "../kept";
import { LessonPage } from "../page";
import { Plane } from "../plane";
import { Range } from "../range";
import { useTraining } from "../training";
import { CurvesGraph, Results } from "./validation_curves";
import { Draws } from "./validation_draws";
import { expected, EXAMPLES, makeCourse, marksOf } from "./validation_model";
import { Strip } from "./validation_strip";
import { _ } from "../../lab/words";

export default function ValidationLesson() {
  return (
    <LessonPage
      tells={[
        _("How would a [network](network) do on new [examples](example)? Some are kept back: it learns from the [training data](training data), and the [validation data](validation data) show its [error](error) on what it never saw, here the [cross-entropy](cross-entropy). **Move the divider.**"),
        _("Few training examples make a bad network. Few validation examples make a bad measurement: draw data ten times and look how far the dots lie apart."),
        _("The [learning curves](learning curve) show both errors [epoch](epoch) by epoch. Where the validation error rises again, that is [overfitting](overfitting). A [fresh sample](fresh sample) of 1000 can tell whether that is so; in real work nobody has one."),
        _("**Now let examples** [leak](leak): the network learns from validation data too. What does the dashed curve say then, and what is true?"),
      ]}
      question={{
        asks: _("By mistake the network was trained on its validation data as well. What do you see in the learning curves?"),
        choices: [
          _("The validation error stays low, and the network looks good."),
          _("The validation error rises earlier, which gives the mistake away."),
          _("Nothing changes: the validation error is measured as before."),
        ],
        right: 0,
        because: _("It knows the answers by heart, so they tell nothing of new examples. The curves look best where the measurement is worth least; only examples that were never learnt from show the overfitting."),
      }}
    >
      <Division />
    </LessonPage>
  ); // prettier-ignore
}

/** At least so many examples in each part. */
const LEAST = 4;

function Division() {
  const [training, setTraining] = useWhole("train", 50, LEAST, EXAMPLES - LEAST);
  const validation = EXAMPLES - training;
  const [leaked, setLeak] = useWhole("leak", 0, 0, validation);
  const [draw, setDraw] = useWhole("draw", 1, 0, 1e6);
  const [truth, setTruth] = useWhole("truth", 0, 0, 1);
  const division = { draw, training, leaked };
  // A new object each time, as what it holds has grown: who is given the same one isn't drawn again.
  const course = { ...useTraining(JSON.stringify(division), () => makeCourse(division), 1) };
  return (
    <>
      <Strip training={training} leaked={leaked} set={(n) => setTraining(Math.min(Math.max(Math.round(n), LEAST), EXAMPLES - LEAST))} />
      <Range class="parts-range" label={_("training examples")} value={training} set={setTraining} min={LEAST} max={EXAMPLES - LEAST} step={1} />
      <Range class="parts-range" label={_("leaked examples")} value={leaked} set={setLeak} min={0} max={validation} step={1} />
      <div class="parts-abreast">
        <CurvesGraph course={course} truth={truth === 1} />
        <figure class="parts-plane">
          <Plane label={_("The examples in the plane, and the class that the network expects around them.")} marks={marksOf(course.examples, training + leaked)} expects={(x, y) => expected(course.net, x, y)} />
          <figcaption class="small soft">{_("filled: learnt from; hollow: kept back")}</figcaption>
        </figure>
      </div>
      <Results course={course} truth={truth === 1}>
        <p class="acts">
          <button type="button" onClick={() => setDraw(draw + 1)}>{_("New data")}</button>
          <label class="parts-check"><input type="checkbox" checked={truth === 1} onChange={() => setTruth(1 - truth)} /> {_("show the fresh sample")}</label>
        </p>
      </Results>
      <Draws training={training} leaked={leaked} first={draw} />
    </>
  ); // prettier-ignore
}
