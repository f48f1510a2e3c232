// The curves by name beside the chart: colour, verdict, and the values at the cursor.
import { _ } from "../messages";
import { VERDICTS } from "./colours";
import { sideName } from "./drawing";
import { element } from "./element";
import { verdictText } from "./describe";
import { short } from "./numbers";
import type { Scene } from "./view";

interface Acts {
  point: (curve: number | null) => void;
  choose: (curve: number) => void;
  chooseAll: (verdict: string) => void;
  clear: () => void;
}

/** Of this height in pixels, so that the rows in sight are known without asking for the layout. */
const ROW = 27;

export class CurveList {
  readonly root = element("div", { class: "list" });
  readonly #chips = element("div", { class: "chips" });
  readonly #when = element("p", { class: "when" });
  readonly #rows = element("div", { class: "rows", role: "group" });
  readonly #acts: Acts;
  #cells: HTMLElement[][] = [];
  #focused: number | null = null;
  #drawn: Scene | null = null;
  #verdicts: (string | undefined)[] = [];

  constructor(acts: Acts) {
    this.#acts = acts;
    this.root.append(this.#chips, this.#when, this.#rows);
    this.#rows.addEventListener("scroll", () => this.#drawn && this.update(this.#drawn), { passive: true });
    this.#rows.addEventListener("pointerleave", () => acts.point(null));
    this.#rows.addEventListener("focusout", () => acts.point(null));
    this.#rows.addEventListener("keydown", (event) => {
      if (event.key === "Escape") acts.clear();
      const by = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" }[event.key] as "nextElementSibling";
      if (!by) return;
      event.preventDefault();
      (document.activeElement?.[by] as HTMLElement | null)?.focus();
    });
  }

  fill(scene: Scene, x: string): void {
    this.#chips.replaceChildren(...this.#filters(scene));
    this.#rows.setAttribute("aria-label", _("curves"));
    this.#rows.dataset["x"] = x;
    this.#focused = null;
    this.#verdicts = verdicts(scene);
    this.#cells = [];
    this.#rows.replaceChildren(...scene.curves.map((_, curve) => this.#row(scene, curve)));
    this.update(scene);
  }

  /** The curves are the same: filters and rows are made anew only where a verdict has changed. */
  #renew(scene: Scene): void {
    const held = document.activeElement;
    const now = verdicts(scene);
    now.forEach((verdict, curve) => {
      if (verdict === this.#verdicts[curve]) return;
      const before = this.#cells[curve]![0]!;
      const row = this.#row(scene, curve);
      before.replaceWith(row);
      if (before === held) row.focus({ preventScroll: true });
    });
    if (now.join() !== this.#verdicts.join()) this.#chips.replaceChildren(...this.#filters(scene));
    this.#verdicts = now;
  }

  /** The values at the cursor, of the rows that are in sight. */
  update(scene: Scene): void {
    const { index, chosen, focus } = scene.view;
    // The layout is asked for before anything is changed: it is there.
    if (focus !== null && focus !== this.#focused) this.#reveal(focus);
    this.#focused = focus;
    const { scrollTop, clientHeight } = this.#rows;
    if (scene !== this.#drawn) this.#renew(scene);
    this.#drawn = scene;
    const x = this.#rows.dataset["x"] ?? "";
    const names = scene.sides.map(sideName).join(" / ");
    const at = index === null ? _("at the end") : `${x} ${short(scene.x[index])}`;
    this.#when.textContent = `${at}: ${names}`;
    for (const chip of this.#chips.children) {
      const { verdict } = (chip as HTMLElement).dataset;
      const every = scene.curves.every((_, i) => scene.verdict(i) !== verdict || chosen.has(i));
      chip.setAttribute("aria-pressed", String(every));
    }
    const first = Math.floor(scrollTop / ROW);
    const last = Math.min(first + Math.ceil((clientHeight || 400) / ROW) + 1, this.#cells.length);
    for (let curve = first; curve < last; curve++) {
      const [row, swatch, ...values] = this.#cells[curve]!;
      swatch!.style.background = scene.colour(curve);
      row!.setAttribute("aria-pressed", String(chosen.has(curve)));
      row!.classList.toggle("focus", curve === focus);
      scene.sides.forEach((side, i) => {
        const mid = scene.line(curve, side)?.mid;
        values[i]!.textContent = short(index === null ? mid?.findLast((value) => value !== null) : mid?.[index]);
      });
    }
  }

  #row(scene: Scene, curve: number): HTMLElement {
    const { label } = scene.curves[curve]!;
    const verdict = scene.verdict(curve);
    const swatch = element("i", { class: "swatch" });
    const values = scene.sides.map(() => element("b", {}));
    const row = element("button", { type: "button", class: "row", title: label, tabindex: curve ? "-1" : "0" }, swatch);
    if (verdict) row.append(sign(verdict));
    row.append(element("span", { class: "name" }, label), ...values);
    row.onpointerenter = () => this.#acts.point(curve);
    row.onfocus = () => this.#acts.point(curve);
    row.onclick = () => this.#acts.choose(curve);
    this.#cells[curve] = [row, swatch, ...values];
    return row;
  }

  /** A button for each verdict that occurs: how many have it, and a press chooses them. */
  #filters(scene: Scene): HTMLElement[] {
    if (scene.curves.length < 2) return [];
    const found = scene.curves.map((_, curve) => scene.verdict(curve));
    return Object.keys(VERDICTS)
      .filter((verdict) => found.includes(verdict))
      .map((verdict) => {
        const n = found.filter((each) => each === verdict).length;
        const chip = element("button", { type: "button", class: `chip ${verdict}`, "data-verdict": verdict }, `${verdictText(verdict)} ${n}`);
        chip.onclick = () => this.#acts.chooseAll(verdict);
        return chip;
      });
  }

  #reveal(curve: number): void {
    const top = curve * ROW;
    if (top < this.#rows.scrollTop || top + ROW > this.#rows.scrollTop + this.#rows.clientHeight) {
      if (!this.#rows.matches(":hover")) this.#rows.scrollTop = top - this.#rows.clientHeight / 2;
    }
  }
}

const verdicts = (scene: Scene) => scene.curves.map((_, curve) => scene.verdict(curve));

function sign(verdict: string): HTMLElement {
  const text = verdictText(verdict);
  return element("span", { class: `sign ${verdict}`, title: text }, text[0]!, element("span", { class: "unseen" }, text.slice(1)));
}
