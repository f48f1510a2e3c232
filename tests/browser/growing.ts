// A chart that grew step by step beside one that is drawn at once, on the same axes: how many pixels differ.
import type { ChartData, Curve, Run } from "../../web/src/chart/data";
import { GrowingChart } from "../../web/src/lab/growing";

interface Member {
  network: number;
  begins: number;
  ends: number;
}

/** Runs without an epoch; they grow in place, as the page's do. */
const begin = (members: Member[]): Run[] =>
  members.map(({ network }, i) => ({
    name: `${i}`, label: `${network}`, network, network_label: `${network}`, epochs: 0, metrics: {}, diagnoses: {}, settings: {},
  })); // prettier-ignore

/** The first `now` steps of a training: members begin one after another, and some end early. */
function train(members: Member[], runs: Run[], now: number): ChartData {
  members.forEach(({ begins, ends }, i) => {
    const run = runs[i]! as Run & { epochs: number };
    for (; run.epochs < Math.min(now - begins, ends); run.epochs++) {
      const fallen = Math.exp(-run.epochs / (6 + 3 * i)) + 0.01 * Math.sin(run.epochs * (i + 1));
      (run.metrics["loss"] ??= []).push(0.1 + fallen);
      (run.metrics["val_loss"] ??= []).push(0.25 + 0.02 * i + fallen);
    }
  });
  const curves = runs.map((run): Curve => ({ label: run.label, x: [], lines: {}, settings: {}, runs: [run] }));
  const palette = { few: ["#0072b2", "#d55e00", "#009e73"], ramp: ["#0072b2", "#d55e00"] };
  return { curves, metrics: [{ name: "loss", label: { en: "loss", ja: "損失" }, score: false }], settings: [], palette };
}

const inks = (place: HTMLElement): Uint8ClampedArray => {
  const canvas = place.querySelector("canvas")!;
  return canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height).data;
};

const settled = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

/** The share of inked pixels that differ, and how many steps were drawn at the ends alone. */
async function compare(members: Member[], view: object, last = 60, restless = false): Promise<[number, number]> {
  const made = [0, 1].map(() => document.body.appendChild(document.createElement("div")));
  const runs = begin(members);
  const options = { x: () => "epoch", title: () => "growing", file: "x" };
  const grown = new GrowingChart(made[0]!, train(members, runs, 14), { ...options, view: { ...view, growing: true } }) as any;
  await settled();
  let light = 0;
  const redraw = grown.drawn.bind(grown);
  let full = 0;
  grown.drawn = () => (full++, redraw());
  for (let now = 15; now <= last; now++) {
    const before = full;
    const data = train(members, runs, now);
    if (restless) {
      grown.plot.redraw(); // as when the window changes, while rows have come that nobody has drawn yet
      await settled();
    }
    grown.grow(data);
    await settled();
    if (full === before) light++;
  }
  const whole = new GrowingChart(made[1]!, train(members, begin(members), last), { ...options, view }) as any;
  for (const axis of ["x", "y"]) {
    const { min, max } = grown.plot.scales[axis];
    whole.plot.setScale(axis, { min, max });
  }
  await settled();
  const [a, b] = made.map(inks) as [Uint8ClampedArray, Uint8ClampedArray];
  let [inked, differ] = [0, 0];
  for (let i = 0; i < a.length; i += 4) {
    if (a[i + 3]! > 40 || b[i + 3]! > 40) inked++;
    if ([0, 1, 2, 3].some((c) => Math.abs(a[i + c]! - b[i + c]!) > 64)) differ++;
  }
  made.forEach((place) => place.remove());
  return [differ / inked, light];
}

Object.assign(window, { compare });
