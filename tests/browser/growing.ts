// A chart that grew step by step beside one that is drawn at once, on the same axes: how many pixels differ.
import type { ChartData, Curve, Run } from "../../web/src/chart/data";
import { GrowingChart } from "../../web/src/lab/growing";

interface Member {
  network: number;
  begins: number;
  ends: number;
}

/** The first `now` steps of a training: members begin one after another, and some end early. */
function dataOf(members: Member[], now: number): ChartData {
  const runs = members.map(({ network, begins, ends }, i): Run => {
    const n = Math.min(Math.max(0, now - begins), ends);
    const fallen = (e: number, floor: number) => floor + Math.exp(-e / (6 + 3 * i)) + 0.01 * Math.sin(e * (i + 1));
    const over = (floor: number) => Array.from({ length: n }, (_, e) => fallen(e, floor));
    const metrics: Run["metrics"] = n ? { loss: over(0.1), val_loss: over(0.25 + 0.02 * i) } : {};
    return { name: `${i}`, label: `${network}`, network, network_label: `${network}`, epochs: n, metrics, diagnoses: {}, settings: {} };
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
async function compare(members: Member[], view: object, last = 60): Promise<[number, number]> {
  const made = [0, 1].map(() => document.body.appendChild(document.createElement("div")));
  const options = { x: () => "epoch", title: () => "growing", file: "x" };
  const grown = new GrowingChart(made[0]!, dataOf(members, 14), { ...options, view: { ...view, growing: true } }) as any;
  await settled();
  let light = 0;
  const redraw = grown.drawn.bind(grown);
  let full = 0;
  grown.drawn = () => (full++, redraw());
  for (let now = 15; now <= last; now++) {
    const before = full;
    grown.grow(dataOf(members, now));
    await settled();
    if (full === before) light++;
  }
  const whole = new GrowingChart(made[1]!, dataOf(members, last), { ...options, view }) as any;
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
