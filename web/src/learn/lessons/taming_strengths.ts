// How strong the remedies are, kept in the address.
import { useNumber, useOneOf, useWhole } from "../kept";
import { CUSTOMARY, type Strengths } from "./taming_model";

/** What a penalty can be. */
export const LEVELS = [0, 1e-5, 3e-5, 1e-4, 3e-4, 5e-4, 1e-3, 3e-3, 1e-2, 3e-2];

/** The most that the others can be. */
export const MOST = { rate: 0.9, patience: 20, shift: 0.3, rotation: 45, zoom: 0.4 };

type Set = (value: number) => void;

/** The strengths, and how one is set. */
export function useStrengths(): [Strengths, (name: keyof Strengths) => Set] {
  const kept: Record<keyof Strengths, [number, Set]> = {
    rate: useNumber("rate", CUSTOMARY.rate, 0, MOST.rate),
    l1: useLevel("l1"),
    l2: useLevel("l2"),
    elastic: useLevel("elastic"),
    patience: useWhole("patience", CUSTOMARY.patience, 1, MOST.patience),
    shift: useNumber("shift", CUSTOMARY.shift, 0, MOST.shift),
    rotation: useNumber("rotation", CUSTOMARY.rotation, 0, MOST.rotation),
    zoom: useNumber("zoom", CUSTOMARY.zoom, 0, MOST.zoom),
  };
  const values = Object.fromEntries(Object.entries(kept).map(([name, [value]]) => [name, value]));
  return [values as unknown as Strengths, (name) => kept[name][1]];
}

function useLevel(name: "l1" | "l2" | "elastic"): [number, Set] {
  const [text, set] = useOneOf(name, LEVELS.map(String), String(CUSTOMARY[name]));
  return [Number(text), (value) => set(String(value))];
}
