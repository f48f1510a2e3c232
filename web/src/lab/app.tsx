// The whole page: header, the set-up and the experiments beside what is shown, and what lies above all.
import { useEffect, useState } from "preact/hooks";
import { missing, opened } from "./opened";
import { lesson, shown } from "./address";
import { Dialogs } from "./dialogs";
import { Experiments } from "./experiments";
import { Header } from "./header";
import { Learning } from "./learning";
import { announced, lab, trouble } from "./server";
import { Setup } from "./setup_form";
import { bring } from "./setup";
import { Shown } from "./shown";
import { Welcome } from "./welcome";
import { _ } from "./words";

export function App() {
  return (
    <>
      <Header />
      <p class="unseen" role="status" aria-live="polite">{announced}</p>
      <Trouble />
      {lesson.value ? <Learning /> : <Page />}
      <Dialogs />
      <DropZone />
    </>
  ); // prettier-ignore
}

function Page() {
  return (
    <div class="page">
      <aside aria-label={_("set-up and experiments")}>
        {lab.value && <Setup />}
        {lab.value && <Experiments />}
      </aside>
      <main><Main /></main>
    </div>
  ); // prettier-ignore
}

function Main() {
  if (missing.value) return <p class="trouble" role="alert">{missing.value()}</p>; // prettier-ignore
  if (opened.value) return <Shown opened={opened.value} />;
  return shown.value.length || !lab.value ? <p class="soft waiting">{_("Loading…")}</p> : <Welcome />;
}

function Trouble() {
  const says = trouble.value;
  if (!says) return null;
  return (
    <div class="trouble" role="alert">
      <span>{says()}</span>
      <button type="button" onClick={() => (trouble.value = null)}>{_("Close")}</button>
    </div>
  ); // prettier-ignore
}

/** Files may be dropped anywhere. */
function DropZone() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const files = (event: DragEvent) => !!event.dataTransfer?.types.includes("Files");
    const onOver = (event: DragEvent) => {
      if (!files(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent) => event.relatedTarget || setOver(false);
    const onDrop = (event: DragEvent) => {
      if (!files(event)) return;
      event.preventDefault();
      setOver(false);
      const file = event.dataTransfer?.files[0];
      if (file) void bring(file);
    };
    addEventListener("dragover", onOver);
    addEventListener("dragleave", onLeave);
    addEventListener("drop", onDrop);
    return () => {
      removeEventListener("dragover", onOver);
      removeEventListener("dragleave", onLeave);
      removeEventListener("drop", onDrop);
    };
  }, []);
  return over ? <div class="dropping">{_("Drop a CSV file or a training log")}</div> : null;
}
