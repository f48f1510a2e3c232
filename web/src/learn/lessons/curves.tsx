// Reading learning curves: the best epoch and the zones, two ways to read one curve, and a quiz on real runs.
import { useState } from "preact/hooks";
import { Choice } from "../choice";
import { useOneOf } from "../kept";
import { LessonPage } from "../page";
import { Marker } from "./curves_marker";
import { Quiz, type Game } from "./curves_quiz";
import { Readings } from "./curves_readings";
import { FRESH } from "./curves_runs";
import { _, count } from "../../lab/words";

export default function CurvesLesson() {
  return (
    <LessonPage
      tells={[
        _("A [learning curve](learning curve) shows, [epoch](epoch) by epoch, the [error](error) on the [training data](training data) (solid) and on [validation data](validation data) (dashed). The distance between them is the [gap](gap)."),
        _("At first both fall: to end here is [underfitting](underfitting), more training would help. At the [best epoch](best epoch) the error on new examples is lowest. If it rises again while the training error falls on, the network learns by heart: [overfitting](overfitting). In between lies the best zone: to end there is a [good fit](good fit)."),
        _("Validation data are few, so their curve shakes by chance. What is **true**, a large [fresh sample](fresh sample) tells: {n} new examples for every run you see here.", { n: count(FRESH) }),
        _("hanka says overfitting where that error ends 5 percent or more above its lowest; underfitting where as many epochs again would lower it by 2 percent or more; otherwise a good fit. All networks here are trained in your browser as you look."),
      ]}
      question={{
        asks: _("For fifty epochs the training error has been falling, while the error on a large fresh sample has stayed level. What did these epochs do to the answers on new examples?"),
        choices: [_("They made them worse: the gap has grown."), _("They made them better: the training error fell."), _("Nothing: no better and no worse.")],
        right: 2,
        because: _("The gap grew because the training error fell, not because new examples are answered worse. The lecture's drawing calls this overfitting already, as a warning; hanka calls it a good fit until the error on new examples has risen."),
      }}
    >
      <Play />
    </LessonPage>
  ); // prettier-ignore
}

const PARTS = ["zones", "readings", "quiz"] as const;
type Part = (typeof PARTS)[number];

function Play() {
  const [part, setPart] = useOneOf("part", PARTS, "zones");
  // A quiz goes on where it was left for another part.
  const [game, setGame] = useState<Game>({ seed: 0, given: [], at: 0 });
  const parts: [Part, string][] = [["zones", _("Find the zones")], ["readings", _("Two readings")], ["quiz", _("Quiz")]]; // prettier-ignore
  return (
    <>
      <Choice label={_("part")} of={parts} value={part} set={setPart} />
      {part === "zones" ? <Marker /> : part === "readings" ? <Readings /> : <Quiz game={game} setGame={setGame} />}
    </>
  );
}
