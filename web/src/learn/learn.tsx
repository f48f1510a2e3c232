// The lessons: their list, the glossary, and one of them.
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { learn as takeMessages } from "../messages";
import { lesson, study } from "../lab/address";
import { plainClick } from "../lab/link";
import { useLoaded } from "../lab/loaded";
import { trying } from "../lab/server";
import { _, language } from "../lab/words";
import { TERMS } from "./glossary";
import { LESSONS } from "./lessons";

export default function Learn() {
  const ready = useJapanese();
  const { value: name } = lesson;
  const at = LESSONS.findIndex((each) => each.name === name);
  if (!ready) return <p class="soft waiting">{_("Loading…")}</p>;
  return (
    <main class="learn">
      {name === "glossary" ? <Glossary /> : at < 0 ? <List /> : <One key={name} at={at} />}
    </main>
  );
}

const japanese = signal<"unasked" | "asked" | "told">("unasked");

async function fetchJapanese(): Promise<void> {
  japanese.value = "asked";
  await trying(async () => {
    const answer = await fetch("static/learn.ja.json");
    if (!answer.ok) throw new Error(_("The server answered with error {status}.", { status: answer.status }));
    takeMessages((await answer.json()) as Record<string, string>);
  });
  japanese.value = "told"; // if it failed, that is said, and English is better than nothing
}

/** Whether the lessons' Japanese is there, where it is wanted. */
function useJapanese(): boolean {
  const wanted = language.value === "ja";
  useEffect(() => {
    if (wanted && japanese.peek() === "unasked") void fetchJapanese();
  }, [wanted]);
  return !wanted || japanese.value === "told";
}

function Link({ to, children, class: kind }: { to: string; children: string; class?: string }) {
  return <a href={`#learn=${to}`} class={kind} onClick={plainClick(() => study(to))}>{children}</a>;
}

function List() {
  return (
    <section class="card contents">
      <h2>{_("The lecture, to play with")}</h2>
      <p>{_("How networks learn, why they can learn too well, and what helps: twelve short lessons, each with something to move and a question at its end.")}</p>
      <ol>{LESSONS.map(({ name, title }) => <li key={name}><Link to={name}>{title()}</Link></li>)}</ol>
      <p><Link to="glossary">{_("Glossary")}</Link></p>
    </section>
  ); // prettier-ignore
}

function Glossary() {
  return (
    <section class="card contents">
      <h2>{_("Glossary")}</h2>
      <p><Link to="lessons">{_("All lessons")}</Link></p>
      <div class="scroll" tabIndex={0} role="region" aria-label={_("Glossary")}>
        <table class="glossary">
          <thead><tr><th scope="col">{_("English")}</th><th scope="col">{_("Japanese")}</th><th scope="col">{_("meaning")}</th></tr></thead>
          <tbody>{TERMS.map(({ en, ja, means }) => <tr key={en}><th scope="row" lang="en">{en}</th><td lang="ja">{ja}</td><td>{means()}</td></tr>)}</tbody>
        </table>
      </div>
    </section>
  ); // prettier-ignore
}

function One({ at }: { at: number }) {
  const { title, load } = LESSONS[at]!;
  const Body = useLoaded(load);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current!.focus({ preventScroll: true }), []);
  return (
    <>
      <nav class="path" aria-label={_("lessons")}>
        <Link to="lessons">{_("All lessons")}</Link>
        <h2 ref={heading} tabIndex={-1}><span class="soft">{at + 1} / {LESSONS.length}</span> {title()}</h2>
        <span class="spacer" />
        {at > 0 && <Link class="button" to={LESSONS[at - 1]!.name}>{`← ${LESSONS[at - 1]!.title()}`}</Link>}
        {at + 1 < LESSONS.length ? <Link class="button" to={LESSONS[at + 1]!.name}>{`${LESSONS[at + 1]!.title()} →`}</Link> : <Link class="button" to="glossary">{_("Glossary")}</Link>}
      </nav>
      {Body ? <Body /> : <p class="soft waiting">{_("Loading…")}</p>}
    </>
  ); // prettier-ignore
}
