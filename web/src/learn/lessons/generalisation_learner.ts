// A network that learns some examples, a step at a time, so that one can watch.
import { gradient, makeNet, type Net, type Row, type Shape } from "../net";
import { adam } from "../optimizers";
import { random } from "../random";

export interface Learner {
  net: Net;
  steps: number;
  /** The mean loss before the last step. */
  loss: number;
  done: () => boolean;
  step: () => void;
}

interface Training {
  inputs: Row[];
  targets: Row[];
  rate: number;
  /** After how many steps it has learnt enough. */
  steps: number;
}

/** Steps by Adam over all examples at once. The network begins the same each time: what differs comes from the data. */
export function makeLearner(shape: Shape, { inputs, targets, rate, steps }: Training): Learner {
  const move = adam(rate);
  const learner: Learner = {
    net: makeNet(shape, random(1)),
    steps: 0,
    loss: NaN,
    done: () => learner.steps >= steps || inputs.length === 0,
    step() {
      const { loss, slopes } = gradient(learner.net, inputs, targets);
      move(learner.net.params, slopes);
      learner.loss = loss;
      learner.steps++;
    },
  };
  return learner;
}
