// Tabs as the ARIA patterns have them: arrow keys go from one to the next.
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { _ } from "./words";

interface Tab {
  name: string;
  text: string;
  body: () => ComponentChildren;
}

export function Tabs({ tabs, open, choose }: { tabs: Tab[]; open: string; choose: (name: string) => void }) {
  const list = useRef<HTMLDivElement>(null);
  const here = tabs.find(({ name }) => name === open) ?? tabs[0]!;
  const press = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const next = (tabs.indexOf(here) + by + tabs.length) % tabs.length;
    choose(tabs[next]!.name);
    (list.current!.children[next] as HTMLElement).focus();
  };
  return (
    <section class="tabs">
      <div ref={list} role="tablist" aria-label={_("more about it")} onKeyDown={press}>
        {tabs.map(({ name, text }) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-selected={name === here.name}
            aria-controls="panel"
            tabIndex={name === here.name ? 0 : -1}
            onClick={() => choose(name)}
          >
            {text}
          </button>
        ))}
      </div>
      <div id="panel" key={here.name} class="card" role="tabpanel" aria-labelledby={`tab-${here.name}`} tabIndex={0}>
        {here.body()}
      </div>
    </section>
  );
}
