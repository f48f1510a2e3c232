// A lesson's question: it is answered before the answer is shown.
import { useId, useState } from "preact/hooks";
import { Text } from "./text";
import { _ } from "../lab/words";

export interface Question {
  asks: string;
  choices: string[];
  /** The place of the right one. */
  right: number;
  because: string;
}

export function Asked({ question: { asks, choices, right, because } }: { question: Question }) {
  const [picked, setPicked] = useState<number | null>(null);
  const [answered, setAnswered] = useState<number | null>(null);
  const name = useId();
  return (
    <form class="question card" onSubmit={(event) => (event.preventDefault(), setAnswered(picked))}>
      <fieldset>
        <legend>{_("Question")}</legend>
        <Text says={asks} />
        {choices.map((choice, i) => (
          <label key={i} class={answered === null || (i !== right && i !== answered) ? "" : i === right ? "right" : "wrong"}>
            <input type="radio" name={name} checked={picked === i} onChange={() => setPicked(i)} />
            <span>{choice}</span>
          </label>
        ))}
      </fieldset>
      <button disabled={picked === null || picked === answered}>{_("Answer")}</button>
      <div role="status">
        {answered !== null && <Text says={`**${answered === right ? _("Right.") : _("Not quite.")}** ${because}`} />}
      </div>
    </form>
  ); // prettier-ignore
}
