// The lessons, which are fetched when somebody wants to learn.
import { useEffect, useState } from "preact/hooks";
import type { ComponentType } from "preact";
import { trying } from "./server";
import { _ } from "./words";

export function Learning() {
  const [Learn, setLearn] = useState<ComponentType | null>(null);
  useEffect(() => {
    void trying(async () => {
      const { Learn: ready } = await import("../learn/learn");
      setLearn(() => ready);
    });
  }, []);
  return Learn ? <Learn /> : <p class="soft waiting">{_("Loading…")}</p>;
}
