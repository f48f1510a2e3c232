// What is chosen before training: the optimizer, the loss, the learning rate.
import { Choice } from "../choice";
import { useOneOf } from "../kept";
import { LessonPage } from "../page";
import { OnDigits } from "./choices_digits";
import { LossesPart } from "./choices_losses_part";
import { Rates } from "./choices_rates_part";
import { Race } from "./downhill_race";
import { show, shown } from "../../lab/address";
import { _ } from "../../lab/words";

type Part = "optimizer" | "loss" | "rate";

export default function ChoicesLesson() {
  const parts: [Part, string][] = [["optimizer", _("optimizer")], ["loss", _("loss")], ["rate", _("learning rate")]]; // prettier-ignore
  const [part, setPart] = useOneOf<Part>("part", parts.map(([name]) => name), "optimizer"); // prettier-ignore
  const open = (name: Part) => {
    // What was trained belongs to the part in which it was.
    if (shown.peek().length) show([]);
    setPart(name);
  };
  return (
    <LessonPage
      tells={{ optimizer: tellsOfOptimizers, loss: tellsOfLosses, rate: tellsOfRates }[part]()}
      question={{
        asks: _("(From “loss”) In a list of house prices one has three zeros too many, and nobody notices. With which loss does this one row pull the network least?"),
        choices: [_("mean squared error"), _("mean absolute error"), _("It makes no difference: one row is one row.")],
        right: 1,
        because: _("A row pulls by the slope of its loss. That of the squared error is twice the residual, here huge; that of the absolute error is 1, however far off the row is."),
      }}
    >
      <Choice label={_("to choose")} of={parts} value={part} set={open} />
      {part === "optimizer" && (
        <>
          <Race of={["sgd", "momentum", "rmsprop", "adam"]} height={230} />
          <OnDigits name="optimizers" settings={{ optimizer: "sgd,rmsprop,adam" }} />
        </>
      )}
      {part === "loss" && <LossesPart />}
      {part === "rate" && (
        <>
          <Rates />
          <OnDigits name="learning-rates" settings={{ optimizer: "sgd", learning_rate: "0.001,0.1,3" }} />
        </>
      )}
    </LessonPage>
  ); // prettier-ignore
}

const tellsOfOptimizers = (): string[] => [
  _("An [optimizer](optimizer) makes [steps](step) out of [slopes](slope). [Gradient descent](gradient descent) goes by the slope itself. [Momentum](momentum) adds some of the last step. RMSprop divides each slope by its usual size: it steps as far where it is flat as where it is steep. [Adam](Adam) does both."),
  _("All four start together. Let them run, then change the [learning rate](learning rate): who bears a large one, who is fast with a small one? No optimizer is the best everywhere."),
  _("Below, SGD, RMSprop and Adam learn 5,000 digits of [MNIST](MNIST) in a network of 64 [hidden](hidden layer) [units](unit), each with its usual learning rate (SGD 0.01, the others 0.001). Compare their [learning curves](learning curve)."),
];

const tellsOfLosses = (): string[] => [
  _("A [loss](loss) says what counts as bad. **Squared**, an answer twice as far from the [target](target) costs four times as much; **absolute**, twice as much. **Huber's** loss is like the square near 0, and straight beyond 1. Its slope is what an [example](example) pulls with."),
  _("Drag the ringed point up, as if a target were wrong. The line of the least [mean squared error](mean squared error) leans towards it, the line of the least absolute error hardly moves."),
  _("For a [class](class), a network gives a probability. By [cross-entropy](cross-entropy), being sure and wrong costs without limit, and pulls the harder the surer it was. The squared error never exceeds 1, its slope never 2."),
];

const tellsOfRates = (): string[] => [
  _("One number decides most: the [learning rate](learning rate). A network of 8 [hidden](hidden layer) [units](unit) learns a wave from 20 [examples](example), each time from the same [weights](weight), in 200 [steps](step) of [gradient descent](gradient descent)."),
  _("**Too small**, and the [error](error) hardly falls. **Too large**, and each step jumps over the [minimum](minimum) and lands higher up. In between lies a range, often of a factor of ten. Find your own rate: where does the curve begin to jump?"),
  _("Search by factors: 0.001, 0.01, 0.1. Then the same on [MNIST](MNIST), with the rates 0.001, 0.1 and 3. At 3 the [loss](loss) stays about that of guessing, 2.3: a flat curve, and nothing is learnt."),
];
