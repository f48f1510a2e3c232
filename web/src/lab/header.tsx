// Name, connection, language, theme.
import type { Language } from "../messages";
import { lesson, study, theme, type Theme } from "./address";
import { away } from "./api";
import { plainClick } from "./link";
import { current } from "./opened";
import { active } from "./server";
import { connection } from "./stream";
import { _, language } from "./words";

export function Header() {
  return (
    <header>
      <h1>
        <a href="#" onClick={plainClick(() => study(""))}>hanka</a>{" "}
        <span class="soft">{_("learning-curve lab")}</span>
      </h1>
      <Rooms />
      <Connection />
      <span class="spacer" />
      <Languages />
      <Themes />
    </header>
  );
}

function Rooms() {
  const link = (room: string, text: string) => (
    <a href={room ? `#learn=${room}` : "#"} class="button" aria-current={!!lesson.value === !!room ? "page" : undefined} onClick={plainClick(() => study(room))}>
      {text}
    </a>
  );
  return <nav class="rooms joined" aria-label={_("rooms")}>{link("", _("Lab"))}{link("lessons", _("Learn"))}</nav>; // prettier-ignore
}

function Connection() {
  const lost = away.value || connection.value === "lost";
  const live = connection.value === "open" && current.value.some(active);
  return (
    <p class={`connection ${lost ? "lost" : live ? "live" : ""}`} role="status">
      {lost ? _("The server is away; trying again…") : live ? _("live") : ""}
    </p>
  );
}

function Languages() {
  const button = (code: Language, name: string) => (
    <button type="button" lang={code} aria-pressed={language.value === code} onClick={() => (language.value = code)}>
      {name}
    </button>
  );
  return (
    <span class="joined" role="group" aria-label={_("language")}>
      {button("ja", "日本語")}
      {button("en", "English")}
    </span>
  );
}

function Themes() {
  const names: [Theme, string][] = [["auto", _("auto")], ["light", _("light")], ["dark", _("dark")]]; // prettier-ignore
  return (
    <label class="themes">
      <span>{_("theme")}</span>
      <select value={theme.value} onChange={(event) => (theme.value = event.currentTarget.value as Theme)}>
        {names.map(([name, text]) => <option key={name} value={name}>{text}</option>)}
      </select>
    </label>
  ); // prettier-ignore
}

