// The questions that are asked: in dialogs of our own, as the browser's would stop the curves.
import { useEffect, useRef, useState } from "preact/hooks";
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { saysOf } from "./api";
import { remove, rename } from "./server";
import type { Entry } from "./types";
import { _, count } from "./words";

export const question = signal<{ kind: "delete" | "rename"; entry: Entry } | null>(null);

export function Dialogs() {
  const asked = question.value;
  if (!asked) return null;
  const { kind, entry } = asked;
  return kind === "delete" ? <Delete key={entry.name} entry={entry} /> : <Rename key={entry.name} entry={entry} />;
}

interface Asking {
  title: string;
  yes: string;
  danger?: boolean;
  act: () => Promise<void>;
  children: ComponentChildren;
}

function Ask({ title, yes, danger, act, children }: Asking) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [says, setSays] = useState<(() => string) | null>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    dialog.current!.showModal();
    return () => before?.focus();
  }, []);
  const done = async () => {
    try {
      await act();
      question.value = null;
    } catch (reason) {
      setSays(() => saysOf(reason));
    }
  };
  return (
    <dialog ref={dialog} aria-labelledby="asked" onClose={() => (question.value = null)}>
      <form onSubmit={(event) => (event.preventDefault(), void done())}>
        <h2 id="asked">{title}</h2>
        {children}
        {says && <p class="bad" role="alert">{says()}</p>}
        <p class="answers">
          <button type="button" autofocus={!!danger} onClick={() => dialog.current!.close()}>{_("Cancel")}</button>
          <button class={danger ? "danger" : "strong"}>{yes}</button>
        </p>
      </form>
    </dialog>
  ); // prettier-ignore
}

function Delete({ entry }: { entry: Entry }) {
  const { name, networks } = entry;
  return (
    <Ask title={_("Delete {name}?", { name })} yes={_("Delete")} danger act={() => remove(entry)}>
      <p>{_("Its curves, weights and settings are removed from the disk ({n} networks). This can't be undone.", { n: count(networks) })}</p>
    </Ask>
  ); // prettier-ignore
}

function Rename({ entry }: { entry: Entry }) {
  const [name, setName] = useState(entry.name);
  return (
    <Ask title={_("Rename {name}", { name: entry.name })} yes={_("Rename")} act={() => rename(entry, name.trim())}>
      <label class="field">
        <span>{_("new name")}</span>
        <input type="text" value={name} required maxLength={80} autofocus onInput={(event) => setName(event.currentTarget.value)} />
      </label>
    </Ask>
  ); // prettier-ignore
}
