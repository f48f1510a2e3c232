// Running text, with the words of the field explained where they stand. "[weights](weight)" marks a word of the
// glossary, "**so**" is strong.
import { useId, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { termOf } from "./glossary";
import { language } from "../lab/words";

const MARKS = /([(“（「]?)\[([^\]]+)\]\(([^)]+)\)([.,;:!?)”、。，）」]*)|\*\*([^*]+)\*\*/g;

export function Text({ says }: { says: string }) {
  const [open, setOpen] = useState("");
  const id = useId();
  const parts: ComponentChildren[] = [];
  let end = 0;
  for (const found of says.matchAll(MARKS)) {
    const [all, before, word, name, after, strong] = found;
    parts.push(says.slice(end, found.index));
    end = found.index + all.length;
    parts.push(
      name ? (
        <span class="unbroken">
          {before}
          <button type="button" class="term" data-term={name} aria-expanded={open === name} aria-controls={id} onClick={() => setOpen(open === name ? "" : name)}>{word}</button>
          {after}
        </span>
      ) : (
        <b>{strong}</b>
      ),
    ); // prettier-ignore
  }
  parts.push(says.slice(end));
  const term = open && termOf(open);
  return (
    <>
      <p>{parts}</p>
      <p class="meaning" id={id} role="note" hidden={!term}>
        {term && <><b>{language.value === "ja" ? `${term.ja} (${term.en})` : `${term.en} (${term.ja})`}</b> {term.means()}</>}
      </p>
    </>
  ); // prettier-ignore
}
