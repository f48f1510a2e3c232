// Learning from data: fares by distance, and classes in the plane; what is learnt from rows, and what holds beyond them.
import { Choice } from "../choice";
import { useOneOf } from "../kept";
import { LessonPage } from "../page";
import { Classes } from "./generalisation_drawn";
import { Fares } from "./generalisation_fares";
import { _ } from "../../lab/words";

export default function GeneralisationLesson() {
  const [part, setPart] = useOneOf("part", ["fares", "classes"], "fares");
  return (
    <LessonPage
      tells={[
        _("Nobody writes the rule into a [network](network): it gets [examples](example) and finds numbers that fit them. That is [learning](learning). Here an example is a distance with its fare."),
        _("The four rows say nothing of 7, 10 or 16 km. **What would you say?** Being right where there were no examples is [generalisation](generalisation), and it is what learning is for."),
        _("Then let the network learn; give it more rows, or spoil them with [noise](noise). Look at the grey sides, where it has no rows. Answering there is [extrapolation](extrapolation). A [fresh sample](fresh sample) shows how good it is on the whole."),
        _("Under “Classes”, the network tells three [classes](class) apart. Draw your own, and see which class it expects where you drew nothing. The share that it gets right is the [accuracy](accuracy)."),
      ]}
      question={{
        asks: _("A network gives the right fare for every row that it has learnt from. What do you know of its answers for other distances?"),
        choices: [
          _("They are right too: it has found the rule."),
          _("They are wrong: it has learnt by heart."),
          _("Nothing sure yet: that takes examples that it has not learnt from."),
        ],
        right: 2,
        because: _("A list of the rows would be right on all of them too, and knows nothing else. With four rows the network here fits each one, and is far off at 20 km. Whether it generalises shows on new examples alone."),
      }}
    >
      <Choice label={_("What is learnt")} of={[["fares", _("Fares")], ["classes", _("Classes")]]} value={part} set={setPart} />
      {part === "classes" ? <Classes /> : <Fares />}
    </LessonPage>
  ); // prettier-ignore
}
