// The lab's page.
import { render } from "preact";
import { effect } from "@preact/signals";
import { learn, speak, type Language } from "../messages";
import { ask, forgetEarly } from "./api";
import { keepAddress, theme } from "./address";
import { App } from "./app";
import { keepOpened } from "./opened";
import { keepListing, lab, refresh, trying } from "./server";
import { beginWith, keepEstimate } from "./setup";
import type { Lab } from "./types";
import { _, language } from "./words";
import "./lab.css";

const root = document.documentElement;
learn(JSON.parse(document.getElementById("messages")?.textContent || "{}"));
language.value = (root.lang === "ja" ? "ja" : "en") satisfies Language;
keepAddress();
effect(() => {
  speak(language.value);
  root.lang = language.value;
  document.title = _("hanka: learning-curve lab");
});
effect(() => {
  root.dataset["theme"] = theme.value;
});
render(<App />, document.getElementById("app")!);

/** Until the server is there: it may have been started after the page. */
async function begin(): Promise<void> {
  const done = await trying(async () => {
    [lab.value] = await Promise.all([ask<Lab>("lab"), refresh()]);
    return true;
  });
  if (!done) return void setTimeout(begin, 2000);
  effect(beginWith);
  keepEstimate();
  keepOpened();
  forgetEarly();
  keepListing();
}

void begin();
