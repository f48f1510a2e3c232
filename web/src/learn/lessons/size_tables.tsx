// Sizes in numbers: of the network that is chosen, of those that were trained, and the lecture's.
import type { ComponentChildren } from "preact";
import { connections, LECTURE, parameters, unitsOf } from "./size_model";
import { grown, opened } from "../../lab/opened";
import type { Row } from "../../lab/types";
import { _, count } from "../../lab/words";

interface TableProps {
  caption: string;
  head: string[];
  children: ComponentChildren;
}

function Table({ caption, head, children }: TableProps) {
  return (
    <div class="scroll">
      <table class="size-table">
        <caption>{caption}</caption>
        <thead><tr>{head.map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  ); // prettier-ignore
}

/** The chosen size, and ten and a hundred times as much. */
export function Counts({ units }: { units: number }) {
  return (
    <Table caption={_("784 pixels, the units, 10 classes")} head={["", _("units"), _("connections"), _("with biases")]}>
      {[1, 10, 100].map((times) => (
        <tr key={times}>
          <th scope="row">× {times}</th>
          <td>{count(times * units)}</td>
          <td>{count(connections(times * units))}</td>
          <td>{count(parameters(times * units))}</td>
        </tr>
      ))}
    </Table>
  ); // prettier-ignore
}

const share = (value: number | null): string => (value === null ? "–" : value.toFixed(4));
const seconds = (value: number | null): string => (value === null ? "–" : _("{s} s", { s: value.toFixed(value < 10 ? 2 : 1) }));
const gapOf = ({ accuracy, val_accuracy: val }: Row): number | null => (accuracy === null || val === null ? null : accuracy - val);

/** What is in the chart now; times come when a training has ended. */
function rowsShown(): Row[] {
  grown.value;
  return (opened.value?.rows ?? []).filter(({ epochs }) => epochs);
}

export function Trained() {
  const rows = rowsShown();
  if (!rows.length) return null;
  const head = ["", _("units"), _("connections"), _("training accuracy"), _("validation accuracy"), _("gap"), _("epochs"), _("time")];
  return (
    <Table caption={_("trained here")} head={head}>
      {rows.map((row) => (
        <tr key={row.run}>
          <th scope="row">{row.experiment}</th>
          <td>{row.parameters && count(unitsOf(row.parameters))}</td>
          <td>{row.parameters && count(connections(unitsOf(row.parameters)))}</td>
          <td>{share(row.accuracy)}</td>
          <td>{share(row.val_accuracy)}</td>
          <td>{share(gapOf(row))}</td>
          <td>{row.epochs}</td>
          <td>{seconds(row.seconds)}</td>
        </tr>
      ))}
    </Table>
  ); // prettier-ignore
}

export function Batches() {
  const rows = rowsShown();
  if (!rows.length) return null;
  const head = [_("batch size"), _("time per epoch"), _("time"), _("training accuracy"), _("validation accuracy")];
  return (
    <Table caption={_("trained here")} head={head}>
      {rows.map((row) => (
        <tr key={row.run}>
          <th scope="row">{row.settings["batch_size"] ?? row.label}</th>
          <td>{row.seconds && row.epochs ? _("{ms} ms", { ms: ((1000 * row.seconds) / row.epochs).toFixed(0) }) : "–"}</td>
          <td>{seconds(row.seconds)}</td>
          <td>{share(row.accuracy)}</td>
          <td>{share(row.val_accuracy)}</td>
        </tr>
      ))}
    </Table>
  ); // prettier-ignore
}

export function Published() {
  return (
    <Table caption={_("the lecture's sizes: 60,000 digits, 20 epochs")} head={[_("units"), _("with biases"), _("validation accuracy, published"), _("trained again on two cores"), _("on a GPU")]}>
      {LECTURE.map(({ units, published, cores, gpu }) => (
        <tr key={units}>
          <th scope="row">{count(units)}</th>
          <td>{count(parameters(units))}</td>
          <td>{published}</td>
          <td>{cores}</td>
          <td>{gpu}</td>
        </tr>
      ))}
    </Table>
  ); // prettier-ignore
}
