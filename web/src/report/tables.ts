// Tables that sort by a column and keep the rows that are asked for.
import { element } from "../chart/element";
import { _, language } from "../messages";

/** A button in each head sorts by it: numbers by size, words by name, and once more the other way round. */
export function arrange(table: HTMLTableElement): void {
  const body = table.tBodies[0]!;
  [...table.tHead!.rows[0]!.cells].forEach((head, column) => {
    const button = element("button", { type: "button" }, ...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const cell of table.tHead!.rows[0]!.cells) cell.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const sorted = [...body.rows].sort((a, b) => (down ? -1 : 1) * compare(key(a, column), key(b, column)));
      body.append(...sorted);
    });
  });
}

const key = (row: HTMLTableRowElement, column: number): string => {
  const cell = row.cells[column]!;
  return cell.dataset["key"] ?? cell.textContent!.trim();
};

function compare(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  if (a !== "" && b !== "" && !Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  return a.localeCompare(b, "en", { numeric: true });
}

/** A cell's words in the language in use. */
const words = (cell: HTMLElement): string => (cell.querySelector(`[lang=${language()}]`) ?? cell).textContent!;

/** A box to search in the table after it, and to keep one verdict. Gives what says its texts anew. */
export function filterRows(box: HTMLElement): () => void {
  const table = box.parentElement!.querySelector("table")!;
  const search = element("input", { type: "search" });
  const chips = box.querySelectorAll<HTMLButtonElement>("button[data-verdict]");
  let verdict = "";
  const apply = () => {
    const wanted = search.value.trim().toLowerCase();
    for (const row of table.tBodies[0]!.rows) {
      const here = [...row.cells].some((cell) => words(cell).toLowerCase().includes(wanted));
      row.hidden = !here || (verdict !== "" && row.dataset["verdict"] !== verdict);
    }
  };
  search.oninput = apply;
  for (const chip of chips) {
    chip.setAttribute("aria-pressed", "false");
    chip.addEventListener("click", () => {
      verdict = verdict === chip.dataset["verdict"] ? "" : chip.dataset["verdict"]!;
      for (const each of chips) each.setAttribute("aria-pressed", String(each.dataset["verdict"] === verdict));
      apply();
    });
  }
  const label = () => {
    search.setAttribute("aria-label", _("search"));
    search.placeholder = _("search");
  };
  label();
  box.append(search);
  return label;
}
