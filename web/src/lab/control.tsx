// One setting of the family, by what fits its kind.
import { useState } from "preact/hooks";
import { textOf, type, valuesOf, wrong } from "./setup";
import type { Setting } from "./types";
import { _, said } from "./words";

export function Control({ setting }: { setting: Setting }) {
  const [helped, setHelped] = useState(false);
  const { name, label, help } = setting;
  const bad = wrong.value?.setting === name ? wrong.value.says() : "";
  const choices = setting.choices ?? (setting.kind === "truth" ? ["false", "true"] : null);
  const about = [helped && `${name}-help`, bad && `${name}-bad`].filter(Boolean).join(" ") || undefined;
  return (
    <div class={`control ${bad ? "wrong" : ""}`}>
      <span class="head">
        {choices ? <span id={`${name}-label`}>{said(label)}</span> : <label for={`${name}-text`}>{said(label)}</label>}
        <button type="button" class="help" aria-expanded={helped} aria-label={_("about {name}", { name: said(label) })} onClick={() => setHelped(!helped)}>?</button>
      </span>
      {choices ? <Toggles setting={setting} choices={choices} about={about} /> : <Field setting={setting} about={about} bad={!!bad} />}
      {helped && <p id={`${name}-help`} class="soft small">{said(help)} <code>{setting.option}</code></p>}
      {bad && <p id={`${name}-bad`} class="bad small" role="alert">{bad}</p>}
    </div>
  ); // prettier-ignore
}

const NONE = "none";

type Part = { setting: Setting; about: string | undefined };

/** One or several of a few; the last one stays. */
function Toggles({ setting, choices, about }: Part & { choices: string[] }) {
  const values = valuesOf(textOf(setting));
  const toggle = (choice: string) => {
    const next = choices.filter((each) => (each === choice) !== values.includes(each));
    if (next.length) type(setting, next.join(","));
  };
  return (
    <span class="toggles" role="group" aria-labelledby={`${setting.name}-label`} aria-describedby={about}>
      {choices.map((choice) => (
        <button key={choice} type="button" aria-pressed={values.includes(choice)} onClick={() => toggle(choice)}>{choice}</button>
      ))}
    </span>
  ); // prettier-ignore
}

/** A text, and where there are steps a slider that moves the last value of its list. */
function Field({ setting, about, bad }: Part & { bad: boolean }) {
  const { name, steps } = setting;
  const text = textOf(setting);
  const input = (
    <input
      id={`${name}-text`}
      type="text"
      autocomplete="off"
      spellcheck={false}
      value={text === NONE ? "" : text}
      placeholder={setting.default === NONE ? unset(name) : setting.default}
      aria-invalid={bad}
      aria-describedby={about}
      onInput={(event) => type(setting, event.currentTarget.value)}
    />
  );
  return steps ? <span class="sliding"><Slider setting={setting} steps={steps} text={text} />{input}</span> : input; // prettier-ignore
}

function Slider({ setting, steps, text }: { setting: Setting; steps: string[]; text: string }) {
  const values = valuesOf(text);
  const last = values.at(-1) ?? setting.default;
  const at = placeOf(steps, last);
  const move = (to: number) => type(setting, [...values.slice(0, -1), steps[to]!].join(","));
  const next = steps.find((step, i) => i > at && !values.includes(step)) ?? steps.findLast((step) => !values.includes(step));
  return (
    <>
      <input
        type="range"
        min={0}
        max={steps.length - 1}
        value={at}
        aria-label={_("{name}: slider", { name: said(setting.label) })}
        aria-valuetext={last}
        onInput={(event) => move(Number(event.currentTarget.value))}
      />
      <button
        type="button"
        class="plus"
        disabled={next === undefined}
        title={_("one more value")}
        aria-label={_("one more value for {name}", { name: said(setting.label) })}
        onClick={() => next !== undefined && type(setting, [...values, next].join(","))}
      >
        +
      </button>
    </>
  );
}

/** What it means to give no value. */
function unset(name: string): string {
  const usual = _("as usual");
  const means: Record<string, string> = {
    train_size: _("all"), patience: _("never"), class_weight: _("all alike"), val: usual, test: usual, split_seed: "0",
  }; // prettier-ignore
  return means[name] ?? _("automatic");
}

/** The step that a value is, or comes nearest to. */
function placeOf(steps: string[], value: string): number {
  const same = steps.indexOf(value);
  if (same >= 0 || Number.isNaN(Number(value))) return Math.max(same, 0);
  const distances = steps.map((step) => (Number.isNaN(Number(step)) ? Infinity : Math.abs(Number(step) - Number(value))));
  return distances.indexOf(Math.min(...distances));
}
