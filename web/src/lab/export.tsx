// To take along: the report, and what does the same outside the lab.
import { useState } from "preact/hooks";
import { named } from "./api";
import { announced } from "./server";
import type { Opened } from "./types";
import { _ } from "./words";

export function Export({ opened }: { opened: Opened }) {
  const names = opened.entries.map(({ name }) => name);
  return (
    <>
      <p>
        <a class="button strong" href={`api/report?${named(names)}`} download>{_("Save the report (HTML)")}</a>
      </p>
      <p class="soft small">{_("One file with verdicts, curves, errors and data that opens anywhere, offline. The chart itself can be saved as PNG, SVG or CSV by the buttons above it.")}</p>
      {opened.command && <Code name={_("On the command line")} code={opened.command} />}
      {opened.python && <Code name={_("In Python")} code={opened.python} />}
    </>
  ); // prettier-ignore
}

function Code({ name, code }: { name: string; code: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(code);
    setCopied(true);
    announced.value = _("copied");
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <figure class="code">
      <figcaption>
        {name}
        <button type="button" aria-label={_("copy: {name}", { name })} onClick={() => void copy()}>{copied ? _("Copied") : _("Copy")}</button>
      </figcaption>
      <pre tabIndex={0} aria-label={name}><code>{code}</code></pre>
    </figure>
  ); // prettier-ignore
}
