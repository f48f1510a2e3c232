// What is shown: its state, its curves, its verdict, and the tabs below.
import { look, picked, tab } from "./address";
import { named } from "./api";
import { curvesIn, metricOf, standing } from "./curves";
import { Draw } from "./draw";
import { Export } from "./export";
import { Facts } from "./facts";
import { Mistaken } from "./mistaken";
import { current, sentence, words } from "./opened";
import { Plot } from "./plot";
import { Progress } from "./progress";
import { Runs } from "./runs";
import { active } from "./server";
import { Tabs } from "./tabs";
import type { Opened } from "./types";
import { Units } from "./units";
import { _, said } from "./words";

export function Shown({ opened }: { opened: Opened }) {
  const names = opened.entries.map(({ name }) => name);
  const key = names.join("\n");
  const drawn = opened.metrics.length > 0 && opened.runs.length > 0;
  return (
    <>
      <div class="title">
        <h2>{opened.title}</h2>
        {drawn && <a class="button" href={`api/report?${named(names)}`} download>{_("Report")}</a>}
      </div>
      {current.value.map((entry) => <Progress key={entry.name} entry={entry} />)}
      {drawn ? <Plot key={key} first={opened} /> : <Waiting />}
      <Verdict opened={opened} />
      <Below key={`${key} below`} opened={opened} />
    </>
  ); // prettier-ignore
}

const Waiting = () => (
  <p class="card waiting soft">{current.value.some(active) ? _("Waiting for the first epoch…") : _("There is nothing to draw.")}</p>
);

/** The sentence on all, and of the run that is chosen why. */
export function Verdict({ opened }: { opened: Opened }) {
  const curve = look.value.chosen.at(-1) ?? (opened.runs.length === 1 ? 0 : undefined);
  const runs = curve === undefined ? undefined : curvesIn(opened, look.value.together)[curve];
  const metric = metricOf(opened, look.value);
  const run = runs?.find(({ name }) => name === picked.value) ?? (runs && standing(runs, metric));
  const why = run && (opened.runs.length > 1 || !sentence.value) && words.value[run.name]?.[metric];
  return (
    <div class="said">
      {sentence.value && <p class="verdict">{said(sentence.value)}</p>}
      {why && <p class="why"><b>{run.label}</b> {said(why)}</p>}
    </div>
  ); // prettier-ignore
}

function Below({ opened }: { opened: Opened }) {
  const tabs = [
    { name: "runs", text: _("Runs"), body: () => <Runs opened={opened} /> },
    opened.draw && { name: "draw", text: _("Draw"), body: () => <Draw opened={opened} size={opened.draw!} /> },
    opened.weights && { name: "weights", text: _("Weights"), body: () => <Units opened={opened} /> },
    opened.errors && { name: "errors", text: _("Errors"), body: () => <Mistaken opened={opened} /> },
    { name: "export", text: _("Export"), body: () => <Export opened={opened} /> },
    { name: "facts", text: _("Facts"), body: () => <Facts opened={opened} /> },
  ].filter((each) => !!each);
  return <Tabs tabs={tabs} open={tab.value} choose={(name) => (tab.value = name)} />;
}
