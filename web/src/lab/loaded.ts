// A part of the page that is fetched when it is wanted.
import { useEffect, useState } from "preact/hooks";
import type { ComponentType } from "preact";
import { trying } from "./server";

/** The component once it is there; what fails is said above the page. */
export function useLoaded(load: () => Promise<{ default: ComponentType }>): ComponentType | null {
  const [Part, setPart] = useState<ComponentType | null>(null);
  useEffect(() => {
    void trying(async () => {
      const { default: ready } = await load();
      setPart(() => ready);
    });
  }, []);
  return Part;
}
