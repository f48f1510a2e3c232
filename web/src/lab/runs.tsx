// The table of the runs: sorted, filtered, and a row chooses its curve.
import { useEffect, useState } from "preact/hooks";
import { effect } from "@preact/signals";
import { VERDICTS } from "../chart/colours";
import { verdictText } from "../chart/describe";
import { look, picked, sorted, verdict, wanted } from "./address";
import { curvesIn, metricOf } from "./curves";
import { grown } from "./opened";
import { paced } from "./pace";
import { columnsOf, linesOf, sift, sortBy, type Column, type Line } from "./table";
import type { Opened } from "./types";
import { stepRows, useWindow } from "./window";
import { _ } from "./words";

/** Of a row, in pixels; the style sheet says the same. */
const ROW = 33;

/** Rendered again as the curves grow, but no more than once a second. */
function useGrowth(): void {
  const [, again] = useState(0);
  useEffect(() => {
    const drawing = paced(() => again((n) => n + 1), 1000);
    const stop = effect(() => void (grown.value && drawing.ask()));
    return () => {
      stop();
      drawing.stop();
    };
  }, []);
}

export function Runs({ opened }: { opened: Opened }) {
  useGrowth();
  const columns = columnsOf(opened);
  const lines = linesOf(opened, metricOf(opened, look.value));
  const found = sortBy(sift(lines, columns, wanted.value, verdict.value), columns, sorted.value);
  return (
    <>
      <div class="tools">
        <input
          type="search"
          aria-label={_("search runs")}
          placeholder={_("search")}
          value={wanted.value}
          onInput={(event) => (wanted.value = event.currentTarget.value)}
        />
        <Chips lines={lines} />
        <span class="soft small">{found.length < lines.length && _("{n} of {all}", { n: found.length, all: lines.length })}</span>
      </div>
      <Table opened={opened} columns={columns} lines={found} />
    </>
  ); // prettier-ignore
}

/** A button for each verdict that occurs, which keeps its rows. */
function Chips({ lines }: { lines: Line[] }) {
  const names = Object.keys(VERDICTS).filter((name) => name === verdict.value || lines.some((line) => line.verdict === name));
  return (
    <span class="chips" role="group" aria-label={_("verdict")}>
      {names.map((name) => (
        <button
          key={name}
          type="button"
          class={`chip ${name}`}
          aria-pressed={verdict.value === name}
          onClick={() => (verdict.value = verdict.value === name ? "" : name)}
        >
          {verdictText(name)} {lines.filter((line) => line.verdict === name).length}
        </button>
      ))}
    </span>
  );
}

function Table({ opened, columns, lines }: { opened: Opened; columns: Column[]; lines: Line[] }) {
  const { box, onScroll, first, last, before, after } = useWindow<HTMLDivElement>(lines.length, ROW);
  const curves = curvesIn(opened, look.value.together);
  const places = new Map(curves.flatMap((runs, curve) => runs.map((run) => [run, curve] as const)));
  const space = (height: number) => <tr aria-hidden="true" style={{ height }}><td colSpan={columns.length} /></tr>; // prettier-ignore
  return (
    <div ref={box} class="runs" onScroll={onScroll}>
      <table aria-rowcount={lines.length + 1}>
        <caption class="unseen">{_("runs")}</caption>
        <thead><tr>{columns.map((column) => <Head key={column.key} column={column} />)}</tr></thead>
        <tbody onKeyDown={stepRows}>
          {before > 0 && space(before)}
          {lines.slice(first, last).map((line, i) => (
            <Tr key={line.row.run} line={line} columns={columns} row={first + i} curve={line.run && places.get(line.run)} />
          ))}
          {after > 0 && space(after)}
        </tbody>
      </table>
    </div>
  ); // prettier-ignore
}

function Head({ column: { key, name, number } }: { column: Column }) {
  const now = sorted.value;
  const order = now === key ? "ascending" : now === `-${key}` ? "descending" : undefined;
  return (
    <th scope="col" class={number ? "number" : ""} aria-sort={order}>
      <button type="button" onClick={() => (sorted.value = order === "ascending" ? `-${key}` : key)}>{name}</button>
    </th>
  ); // prettier-ignore
}

interface Shown {
  line: Line;
  columns: Column[];
  row: number;
  curve: number | undefined;
}

function Tr({ line, columns, row, curve }: Shown) {
  const { chosen } = look.value;
  const here = curve !== undefined && chosen.includes(curve);
  const choose = () => {
    if (curve === undefined) return;
    picked.value = line.run!.name;
    look.value = { ...look.value, chosen: here ? chosen.filter((each) => each !== curve) : [...chosen, curve] };
  };
  return (
    <tr data-row={row} class={here ? "here" : ""} aria-rowindex={row + 2} onClick={choose}>
      {columns.map((column) => {
        const text = column.text(line);
        const look = [column.number && "number", column.key === "verdict" && line.verdict].filter(Boolean).join(" ");
        return (
          <td key={column.key} class={look} title={text}>
            {column.key === "run" ? <button type="button" aria-pressed={here}>{text}</button> : text}
          </td>
        );
      })}
    </tr>
  ); // prettier-ignore
}
