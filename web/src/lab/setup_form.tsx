// A new experiment: its data, its family, what it will take.
import { useState } from "preact/hooks";
import { shown, source, target, typed } from "./address";
import { Control } from "./control";
import { lab } from "./server";
import { bring, choose, dataset, estimate, labelOf, settings, starting, table, tables, title, train, uploading, wrong } from "./setup";
import type { Group, Setting } from "./types";
import { narrow } from "./window";
import { _, count, duration, said, size } from "./words";

export function Setup() {
  const [open, setOpen] = useState(!narrow() || !shown.value.length);
  return (
    <details class="setup card" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary><h2>{_("New experiment")}</h2></summary>
      <form onSubmit={(event) => (event.preventDefault(), void train().then(() => narrow() && setOpen(false)))}>
        <Data />
        <Family />
        <Start />
      </form>
    </details>
  ); // prettier-ignore
}

function Data() {
  const known = lab.value!.datasets;
  const dropped = Object.values(tables.value).filter((each) => !known.some(({ source: name }) => name === each.source));
  const stray = source.value && ![...known, ...dropped].some(({ source: name }) => name === source.value);
  return (
    <fieldset>
      <legend>{_("data")}</legend>
      <label class="field">
        <span class="unseen">{_("data set")}</span>
        <select value={source.value} onChange={(event) => choose(event.currentTarget.value)}>
          {known.map((each) => <option key={each.source} value={each.source}>{labelOf(each)}</option>)}
          {dropped.map((each) => <option key={each.source} value={each.source}>{each.label}</option>)}
          {stray && <option value={source.value}>{source.value}</option>}
        </select>
      </label>
      <FileButton />
      <About />
      {(table.value || target.value) && <Target />}
      <label class="field inline">
        <span>{_("name")}</span>
        <input type="text" value={title.value} maxLength={80} placeholder={_("optional")} onInput={(event) => (title.value = event.currentTarget.value)} />
      </label>
    </fieldset>
  ); // prettier-ignore
}

function FileButton() {
  return (
    <label class={`button file ${uploading.value ? "busy" : ""}`}>
      <input
        type="file"
        class="unseen"
        accept=".csv,.tsv,.json,.jsonl,.txt,.log,.ndjson"
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          event.currentTarget.value = "";
          if (file) void bring(file);
        }}
      />
      {uploading.value ? _("Reading…") : _("Open a CSV or a log…")}
    </label>
  );
}

function About() {
  const data = dataset.value;
  if (table.value) {
    const { rows, columns } = table.value;
    return <p class="soft small">{_("{rows} rows, {columns} columns", { rows: count(rows), columns: columns.length })}</p>;
  }
  if (!data) return null;
  const { n_train: train, n_val: val, inputs, image } = data;
  const what = image ? _("pictures of {h}×{w}", { h: image[0], w: image[1] }) : _("{n} inputs", { n: count(inputs) });
  const split = _("{train} to train on, {val} to validate", { train: count(train), val: count(val) });
  const usual = !typed.value["val"]?.trim() && !typed.value["test"]?.trim();
  return <p class="soft small">{[usual && split, what].filter(Boolean).join(" · ")}</p>;
}

function Target() {
  const columns = table.value?.columns;
  return (
    <label class="field">
      <span>{_("column to learn")}</span>
      {columns ? (
        <select value={target.value} onChange={(event) => (target.value = event.currentTarget.value)}>
          {columns.map(({ name, kind }) => (
            <option key={name} value={name}>{name} ({kind === "number" ? _("numbers") : _("words")})</option>
          ))}
        </select>
      ) : (
        <input type="text" value={target.value} onInput={(event) => (target.value = event.currentTarget.value)} />
      )}
    </label>
  ); // prettier-ignore
}

function Family() {
  const [first, rest] = [true, false].map((at) => settings.value.filter((each) => each.first === at)) as [Setting[], Setting[]];
  const changed = rest.filter(({ name }) => name in typed.value).length;
  const bad = rest.some(({ name }) => name === wrong.value?.setting);
  const names: [Group, string][] = [
    ["network", _("network")], ["training", _("training")], ["regularisation", _("regularisation")], ["data", _("data")],
  ]; // prettier-ignore
  return (
    <>
      <fieldset>
        <legend>{_("family")}</legend>
        {first.map((setting) => <Control key={setting.name} setting={setting} />)}
      </fieldset>
      <details class="more" open={bad || changed > 0 || undefined}>
        <summary>{_("more settings")}{changed > 0 && ` (${changed})`}</summary>
        {names.map(([group, name]) => {
          const here = rest.filter((setting) => setting.group === group);
          return here.length > 0 && (
            <fieldset key={group}>
              <legend>{name}</legend>
              {here.map((setting) => <Control key={setting.name} setting={setting} />)}
            </fieldset>
          );
        })}
      </details>
      {Object.keys(typed.value).length > 0 && (
        <button type="button" class="quiet" onClick={() => (typed.value = {})}>{_("All settings as usual")}</button>
      )}
    </>
  ); // prettier-ignore
}

function Start() {
  const { can_train: can, why_not: why } = lab.value!;
  const found = estimate.value;
  const n = found?.networks ?? 0;
  const failed = wrong.value && !settings.value.some(({ name }) => name === wrong.value?.setting);
  return (
    <div class="start">
      {failed && <p class="bad" role="alert">{wrong.value!.says()}</p>}
      {!can && why && <p class="bad">{said(why)}</p>}
      <button class="strong" disabled={!can || !source.value || !!wrong.value || starting.value}>
        {!found ? _("Train") : n === 1 ? _("Train 1 network") : _("Train {n} networks", { n: count(n) })}
      </button>
      <p class="soft small" aria-live="polite">
        {found && [
          found.seconds !== null && _("about {time}", { time: duration(found.seconds) }),
          found.bytes !== null && size(found.bytes),
          found.groups !== null && found.groups > 1 && _("{n} programs", { n: found.groups }),
        ].filter(Boolean).join(" · ")}
      </p>
    </div>
  ); // prettier-ignore
}
