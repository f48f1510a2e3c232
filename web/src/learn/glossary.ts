// The words of the field in both languages, and what each means. Lessons mark a word by its English name.
import { _ } from "../lab/words";

export interface Term {
  en: string;
  ja: string;
  means: () => string;
}

export const TERMS: Term[] = [
  { en: "example", ja: "例（データの一件）", means: () => _("One case to learn from: inputs and the answer that belongs to them.") },
  { en: "input", ja: "入力", means: () => _("A number that goes into a unit or a network: an age, or the brightness of one pixel.") },
  { en: "output", ja: "出力", means: () => _("A number that comes out of a unit or a network.") },
  { en: "target", ja: "正解", means: () => _("The answer that belongs to an example, and that the network should give.") },
  { en: "class", ja: "クラス", means: () => _("One of the kinds among which a network chooses, such as the digits 0 to 9.") },
  { en: "label", ja: "ラベル", means: () => _("The class that is written on an example. It can be wrong.") },
  { en: "pixel", ja: "画素", means: () => _("One point of a picture, as a number for its brightness.") },
  { en: "unit", ja: "ユニット", means: () => _("It multiplies each input by a weight, adds all up with a bias, and passes the sum through an activation function.") },
  { en: "weight", ja: "重み", means: () => _("The number by which one input of a unit is multiplied. Learning changes it.") },
  { en: "bias", ja: "バイアス", means: () => _("A number that a unit adds to its sum, whatever the inputs are. Learning changes it too.") },
  { en: "weighted sum", ja: "重み付き和", means: () => _("Inputs times their weights, added up.") },
  { en: "activation function", ja: "活性化関数", means: () => _("What makes a unit's sum its output, such as the sigmoid function or ReLU. Without it, layers upon layers could do no more than one.") },
  { en: "sigmoid function", ja: "シグモイド関数", means: () => _("An S-shaped activation function with outputs from 0 to 1.") },
  { en: "tanh", ja: "tanh", means: () => _("An S-shaped activation function with outputs from −1 to 1.") },
  { en: "ReLU", ja: "ReLU", means: () => _("An activation function: negative sums become 0, the others stay as they are.") },
  { en: "softmax", ja: "ソフトマックス", means: () => _("It turns the last layer's sums into probabilities that add up to 1.") },
  { en: "connection", ja: "結合", means: () => _("What leads from one unit to another, with one weight.") },
  { en: "layer", ja: "層", means: () => _("Units side by side: they have the same inputs.") },
  { en: "hidden layer", ja: "隠れ層", means: () => _("A layer between inputs and outputs.") },
  { en: "network", ja: "ネットワーク", means: () => _("A calculation that turns numbers into an answer: layers of units, each of which takes the outputs of the layer before.") },
  { en: "parameter", ja: "パラメータ", means: () => _("A number that learning changes: each weight and each bias.") },
  { en: "learning", ja: "学習", means: () => _("Changing the parameters, a little at a time, so that the error on examples falls.") },
  { en: "generalisation", ja: "汎化", means: () => _("Being right on examples that were not learnt from. It is what learning is for.") },
  { en: "extrapolation", ja: "外挿", means: () => _("Answering for inputs outside of all that was learnt from.") },
  { en: "noise", ja: "ノイズ", means: () => _("What is by chance in data, such as an error of measurement. It doesn't come again, so there is nothing in it to learn.") },
  { en: "error", ja: "誤差", means: () => _("How far an answer is from the target.") },
  { en: "loss", ja: "損失", means: () => _("One number for how wrong the answers are; learning makes it small.") },
  { en: "mean squared error", ja: "平均二乗誤差", means: () => _("A loss: the mean of the squared differences of answer and target.") },
  { en: "cross-entropy", ja: "交差エントロピー", means: () => _("A loss of probabilities: minus the logarithm of the one given to the right class. Being sure and wrong costs most.") },
  { en: "accuracy", ja: "正解率", means: () => _("The share of examples whose class is given rightly.") },
  { en: "step", ja: "ステップ", means: () => _("One change of the parameters.") },
  { en: "slope", ja: "傾き", means: () => _("By how much the error changes as a parameter goes up a little. The slopes of all parameters together are the gradient.") },
  { en: "gradient descent", ja: "勾配降下法", means: () => _("Changing every parameter against its slope, again and again.") },
  { en: "learning rate", ja: "学習率", means: () => _("How far a step goes: slope times learning rate is what is taken off.") },
  { en: "minimum", ja: "極小", means: () => _("A place where the error is lower than all around it. There may be a lower one elsewhere.") },
  { en: "momentum", ja: "モーメンタム", means: () => _("A step that keeps some of the last one's direction, as a ball that rolls.") },
  { en: "Adam", ja: "Adam", means: () => _("An optimizer that gives each parameter steps of its own length, by the sizes of its last slopes.") },
  { en: "optimizer", ja: "最適化手法", means: () => _("The rule by which slopes become steps: gradient descent, momentum, Adam and others.") },
  { en: "back-propagation", ja: "誤差逆伝播法", means: () => _("Going from the error back through the layers to find the slope by every weight.") },
  { en: "epoch", ja: "エポック", means: () => _("Going once through all training data.") },
  { en: "batch", ja: "バッチ", means: () => _("The examples whose slopes are averaged for one step.") },
  { en: "training data", ja: "訓練データ", means: () => _("The examples that are learnt from.") },
  { en: "validation data", ja: "検証データ", means: () => _("Examples kept back from learning, to see how the network does on what it never saw.") },
  { en: "test data", ja: "テストデータ", means: () => _("Examples used once, at the very end, for the last number.") },
  { en: "leak", ja: "データの漏れ", means: () => _("Validation data that were learnt from after all: the validation error then looks better than it is.") },
  { en: "learning curve", ja: "学習曲線", means: () => _("The error on training and on validation data, epoch by epoch.") },
  { en: "gap", ja: "差", means: () => _("The validation error minus the training error.") },
  { en: "underfitting", ja: "学習不足", means: () => _("More training would still make the error on new examples fall.") },
  { en: "best epoch", ja: "最善エポック", means: () => _("The epoch at which the error on new examples is lowest.") },
  { en: "overfitting", ja: "過学習", means: () => _("The error on new examples rises again, as the network learns its training data by heart.") },
  { en: "good fit", ja: "適合良好", means: () => _("The error on new examples is about as low as it gets, and has not risen again.") },
  { en: "fresh sample", ja: "新しい標本", means: () => _("Very many new examples, used neither for training nor for validation: the nearest thing to the truth.") },
  { en: "regularisation", ja: "正則化", means: () => _("Whatever keeps a network from learning its training data by heart.") },
  { en: "dropout", ja: "ドロップアウト", means: () => _("In each step of training, some units, chosen by chance, sleep: their output is 0.") },
  { en: "L1", ja: "L1 正則化", means: () => _("A penalty on the weights' absolute values: many weights become 0.") },
  { en: "L2", ja: "L2 正則化", means: () => _("A penalty on the weights' squares: large weights shrink.") },
  { en: "Elastic Net", ja: "Elastic Net", means: () => _("L1 and L2 together.") },
  { en: "penalty", ja: "罰則", means: () => _("What is added to the loss for large weights.") },
  { en: "early stopping", ja: "早期終了", means: () => _("Ending the training when the validation error has stopped falling.") },
  { en: "augmentation", ja: "データ拡張", means: () => _("Making more training examples out of those there are: shifted, turned, a little larger.") },
  { en: "seed", ja: "シード", means: () => _("The number from which a computer's chance begins: the same seed, the same chance.") },
  { en: "family", ja: "ファミリー", means: () => _("Networks that differ in chosen settings only, trained together to be compared.") },
  { en: "initialisation", ja: "重みの初期化", means: () => _("How the weights are drawn by chance before training.") },
  { en: "vanishing gradient", ja: "勾配消失", means: () => _("Slopes that become smaller from layer to layer on the way back, until the first layers hardly learn.") },
  { en: "MNIST", ja: "MNIST", means: () => _("70,000 handwritten digits, pictures of 28 × 28 pixels.") },
];

const BY_NAME = new Map(TERMS.map((term) => [term.en, term]));

export function termOf(name: string): Term {
  const term = BY_NAME.get(name);
  if (!term) throw new Error(`the glossary has no word "${name}"`);
  return term;
}
