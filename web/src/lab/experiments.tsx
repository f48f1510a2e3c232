// The experiments that there are: to open, to compare, to rename, to delete.
import { useState } from "preact/hooks";
import { listed, show, shown, sought } from "./address";
import { question } from "./dialogs";
import { entries } from "./server";
import type { Entry, State } from "./types";
import { narrow, stepRows, useWindow } from "./window";
import { _, count } from "./words";

/** Of a row, in pixels; the style sheet says the same. */
const ROW = 58;

export function stateName(state: State): string {
  const names = {
    training: _("in training"),
    starting: _("starting"),
    paused: _("paused"),
    stopped: _("stopped"),
    finished: _("finished"),
    failed: _("failed"),
  };
  return names[state] ?? state;
}

const ORDERS: Record<string, (a: Entry, b: Entry) => number> = {
  name: (a, b) => a.name.localeCompare(b.name, "en", { numeric: true }),
  data: (a, b) => a.dataset.localeCompare(b.dataset),
  networks: (a, b) => b.networks - a.networks,
  state: (a, b) => a.state.localeCompare(b.state),
};

function arranged(): Entry[] {
  const asked = sought.value.trim().toLowerCase();
  const texts = ({ name, dataset, varied, state }: Entry) => [name, dataset, ...varied, stateName(state)];
  const found = (entries.value ?? []).filter((entry) => texts(entry).some((text) => text.toLowerCase().includes(asked)));
  const order = ORDERS[listed.value];
  return order ? found.toSorted(order) : found;
}

export function Experiments() {
  const all = entries.value;
  const found = arranged();
  const [open, setOpen] = useState(!narrow() || !shown.value.length);
  return (
    <details class="experiments card" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary><h2>{_("Experiments")} {!!all?.length && <span class="soft">{count(all.length)}</span>}</h2></summary>
      {all?.length ? <Tools /> : <p class="soft small">{_("None yet: those that you train appear here.")}</p>}
      {shown.value.length > 1 && (
        <p class="small comparing">
          {_("{n} are compared", { n: shown.value.length })}{" "}
          <button type="button" onClick={() => show(shown.value.slice(0, 1))}>{_("Only the first")}</button>
        </p>
      )}
      {!!all?.length && <List found={found} />}
    </details>
  ); // prettier-ignore
}

function Tools() {
  const orders = [["", _("newest first")], ["name", _("name")], ["data", _("data")], ["networks", _("networks")], ["state", _("state")]]; // prettier-ignore
  return (
    <div class="tools">
      <input
        type="search"
        aria-label={_("search experiments")}
        placeholder={_("search")}
        value={sought.value}
        onInput={(event) => (sought.value = event.currentTarget.value)}
      />
      <select aria-label={_("order of the experiments")} value={listed.value} onChange={(event) => (listed.value = event.currentTarget.value)}>
        {orders.map(([name, text]) => <option key={name} value={name}>{text}</option>)}
      </select>
    </div>
  ); // prettier-ignore
}

function List({ found }: { found: Entry[] }) {
  const { box, onScroll, first, last, before, after } = useWindow<HTMLDivElement>(found.length, ROW);
  return (
    <div ref={box} class="list" onScroll={onScroll} onKeyDown={stepRows}>
      <ul style={{ paddingTop: before, paddingBottom: after }}>
        {found.slice(first, last).map((entry, i) => <Item key={entry.name} entry={entry} row={first + i} />)}
      </ul>
    </div>
  ); // prettier-ignore
}

function Item({ entry, row }: { entry: Entry; row: number }) {
  const { name, dataset, networks, state, epochs, of, kind } = entry;
  const here = shown.value.includes(name);
  const compare = () => show(here ? shown.value.filter((each) => each !== name) : [...shown.value, name]);
  const share = of && state !== "finished" ? ` ${Math.floor((100 * epochs) / of)}%` : "";
  const many = networks === 1 ? _("1 network") : _("{n} networks", { n: count(networks) });
  return (
    <li data-row={row} class={here ? "here" : ""}>
      <input type="checkbox" checked={here} aria-label={_("compare {name}", { name })} title={_("compare")} onChange={compare} />
      <button type="button" class="open" title={many} aria-current={here ? "true" : undefined} onClick={() => show([name])}>
        <b>{name}</b>
        <span class="soft small">
          <i class={`dot ${state}`} aria-hidden="true" />
          {stateName(state)}{share} · {kind === "log" ? _("log") : `${dataset} × ${count(networks)}`}
        </span>
      </button>
      <button type="button" class="icon" title={_("rename")} aria-label={_("rename {name}", { name })} onClick={() => (question.value = { kind: "rename", entry })}>✎</button>
      <button type="button" class="icon" title={_("delete")} aria-label={_("delete {name}", { name })} onClick={() => (question.value = { kind: "delete", entry })}>✕</button>
    </li>
  ); // prettier-ignore
}
