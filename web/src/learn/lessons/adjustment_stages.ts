// The stages of one step, and what is said at each.
import { INPUTS, TARGETS, type Step } from "./adjustment_model";
import { _ } from "../../lab/words";

export const STAGES = ["hidden", "output", "error", "blame", "back", "change", "after"] as const;
export type Stage = (typeof STAGES)[number];

export const stageNames = (): [Stage, string][] => [
  ["hidden", _("hidden units")], ["output", _("outputs")], ["error", _("error")], ["blame", _("blame: outputs")],
  ["back", _("blame: hidden units")], ["change", _("changes")], ["after", _("after")],
]; // prettier-ignore

/** Three decimals and a true minus; no minus where nothing is left. */
export const number = (value: number): string => value.toFixed(3).replace("-0.000", "0.000").replace("-", "−");
export const signed = (value: number): string => (number(value).startsWith("−") ? number(value) : `+${number(value)}`);
/** In brackets where its minus would follow another sign. */
const factor = (value: number): string => (value < 0 ? `(${number(value)})` : number(value));

export function saysOf(stage: Stage, now: Step, next: Step, rate: number): string {
  const { params, hidden, outputs } = now;
  switch (stage) {
    case "hidden": {
      const [w1, w2] = params.hidden.weights[0]!.map(factor);
      const [x1, x2] = INPUTS.map(number);
      const values = { w1: w1!, w2: w2!, x1: x1!, x2: x2!, b: factor(params.hidden.biases[0]!) };
      return _("Forward: hidden unit 1 adds up {x1} × {w1} + {x2} × {w2} + {b} = {sum}, and the sigmoid function makes {out} of it. Unit 2 does the same with its own weights: sum {sum2}, output {out2}.", { ...values, sum: number(now.hiddenSums[0]!), out: number(hidden[0]!), sum2: number(now.hiddenSums[1]!), out2: number(hidden[1]!) }); // prettier-ignore
    }
    case "output":
      return _("Forward: the output units do the same with what the hidden units say, {h1} and {h2}. The network's answer is {o1} and {o2}.", { h1: number(hidden[0]!), h2: number(hidden[1]!), o1: number(outputs[0]!), o2: number(outputs[1]!) }); // prettier-ignore
    case "error":
      return _("The result is {o1} against {t1} and {o2} against {t2}. The differences are {d1} and {d2}; squared, {s1} and {s2}. The error is their sum, {error}.", { o1: number(outputs[0]!), o2: number(outputs[1]!), t1: TARGETS[0]!, t2: TARGETS[1]!, d1: signed(now.differences[0]!), d2: signed(now.differences[1]!), s1: number(now.squares[0]!), s2: number(now.squares[1]!), error: number(now.error) }); // prettier-ignore
    case "blame":
      return _("Blame δ = 2 × difference × output × (1 − output), the slope of the error by the unit's sum: output 1 has {b1}, output 2 has {b2}. Plus: its sum is too high. Minus: too low.", { b1: signed(now.outputBlame[0]!), b2: signed(now.outputBlame[1]!) }); // prettier-ignore
    case "back": {
      const [v1, v2] = params.output.weights.map((row) => factor(row[0]!));
      const [b1, b2] = now.outputBlame.map(factor);
      const values = { v1: v1!, v2: v2!, b1: b1!, b2: b2!, h: number(hidden[0]!) };
      return _("Blame goes back along the connections: hidden unit 1 gets ({b1} × {v1} + {b2} × {v2}) × {h} × (1 − {h}) = {blame}, and unit 2 gets {blame2}.", { ...values, blame: signed(now.hiddenBlame[0]!), blame2: signed(now.hiddenBlame[1]!) }); // prettier-ignore
    }
    case "change":
      return _("Every weight changes by −learning rate × blame × what came along it: from hidden unit 2 to output 2, −{rate} × {blame} × {h} = {change}. A bias changes by −learning rate × blame.", { rate, blame: factor(now.outputBlame[1]!), h: number(hidden[1]!), change: signed(now.changes.output.weights[1]![1]!) }); // prettier-ignore
    case "after":
      return _("With the changed weights and biases the answer is {o1} and {o2} instead of {p1} and {p2}. The error was {before} and is {error}. And again!", { o1: number(next.outputs[0]!), o2: number(next.outputs[1]!), p1: number(outputs[0]!), p2: number(outputs[1]!), before: number(now.error), error: number(next.error) }); // prettier-ignore
  }
}
