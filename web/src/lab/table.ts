// The runs as a table: its columns, in which order, and which rows.
import { verdictText } from "../chart/describe";
import type { Value } from "../chart/data";
import { short } from "../chart/numbers";
import type { Opened, Row, Run } from "./types";
import { _, count, said } from "./words";

export interface Line {
  row: Row;
  run: Run | undefined;
  verdict: string;
}

export interface Column {
  key: string;
  name: string;
  /** What is sorted by, and what is shown. */
  value: (line: Line) => Value;
  text: (line: Line) => string;
  number: boolean;
}

const METRICS = ["loss", "val_loss", "accuracy", "val_accuracy"] as const;

export function columnsOf({ rows, settings, entries }: Opened): Column[] {
  const plain = (value: Value | undefined) => (value == null ? "–" : typeof value === "number" ? short(value) : String(value));
  const column = (key: string, name: string, value: (line: Line) => Value, number: boolean, text?: (line: Line) => string): Column =>
    ({ key, name, value, number, text: text ?? ((line) => plain(value(line))) }); // prettier-ignore
  const names = { loss: _("loss"), val_loss: _("validation loss"), accuracy: _("accuracy"), val_accuracy: _("validation accuracy") };
  return [
    column("run", _("run"), ({ row }) => row.label, false),
    ...(entries.length > 1 ? [column("experiment", _("experiment"), ({ row }) => row.experiment, false)] : []),
    column("verdict", _("verdict"), ({ verdict }) => verdict, false, ({ verdict }) => (verdict ? verdictText(verdict) : "–")),
    ...settings.map(({ name, label }) => {
      const value = ({ row }: Line) => row.settings[name] ?? null;
      return column(`s.${name}`, said(label), value, rows.every((row) => typeof row.settings[name] === "number"));
    }),
    ...METRICS.filter((name) => rows.some((row) => row[name] !== null)).map((name) =>
      column(name, names[name], ({ row }) => row[name], true),
    ),
    column("best_epoch", _("best epoch"), ({ row }) => row.best_epoch, true),
    column("epochs", _("epochs"), ({ row }) => row.epochs, true),
    column("parameters", _("parameters"), ({ row }) => row.parameters, true, ({ row }) => (row.parameters === null ? "–" : count(row.parameters))),
  ];
}

export function linesOf({ rows, runs }: Opened, metric: string): Line[] {
  return rows.map((row) => {
    const run = runs[row.run];
    return { row, run, verdict: run?.diagnoses[metric]?.verdict ?? "" };
  });
}

export function sift(lines: Line[], columns: Column[], text: string, verdict: string): Line[] {
  const asked = text.trim().toLowerCase();
  return lines.filter(
    (line) =>
      (!verdict || line.verdict === verdict) &&
      (!asked || columns.some((column) => column.text(line).toLowerCase().includes(asked))),
  );
}

/** By a column's name, with "-" the other way round; what is not known comes last. */
export function sortBy(lines: Line[], columns: Column[], order: string): Line[] {
  const down = order.startsWith("-");
  const column = columns.find(({ key }) => key === order.replace(/^-/, ""));
  if (!column) return lines;
  const keyed = lines.map((line): [Value, Line] => [column.value(line), line]);
  const empty = (value: Value) => value === null || value === "";
  keyed.sort(([a], [b]) => +empty(a) - +empty(b) || (down ? -1 : 1) * compare(a, b));
  return keyed.map(([, line]) => line);
}

function compare(a: Value, b: Value): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), "en", { numeric: true });
}
