// How many numbers a network with one hidden layer learns, and what the lecture found for three sizes.

export const [INPUTS, CLASSES] = [784, 10];

/** Each unit looks at every pixel, and each class at every unit. */
export const connections = (units: number): number => INPUTS * units + units * CLASSES;

/** A weight for each connection, a bias for each unit and each class. */
export const parameters = (units: number): number => connections(units) + units + CLASSES;

/** The units of a network that has so many parameters. */
export const unitsOf = (count: number): number => (count - CLASSES) / (INPUTS + 1 + CLASSES);

export const UNITS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4000, 40_000];
export const DIGITS = [1000, 10_000, 60_000];
export const EPOCHS = [5, 10, 20];
export const BATCHES = [16, 64, 256];

/** Validation accuracies after 20 epochs: the published ones, and of one training each on two machines (docs/reproduce.md). */
export const LECTURE = [
  { units: 400, published: 0.983, cores: 0.9818, gpu: 0.9794 },
  { units: 4000, published: 0.983, cores: 0.9835, gpu: 0.9805 },
  { units: 40_000, published: 0.983, cores: 0.9838, gpu: 0.9847 },
];

/** Parameters that are changed in a training, each as often as it meets a digit: what its time grows with. */
export const work = (units: number, digits: number, epochs: number): number => parameters(units) * digits * epochs;

/** From here on it takes minutes, and a learner is told so before. */
export const LONG = 3e11;
