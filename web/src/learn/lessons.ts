// The lessons in their order; each is fetched when it is opened.
import type { ComponentType } from "preact";
import { _ } from "../lab/words";

export interface Lesson {
  /** Its name in the address. */
  name: string;
  title: () => string;
  load: () => Promise<{ default: ComponentType }>;
}

export const LESSONS: Lesson[] = [
  { name: "generalisation", title: () => _("Learning from data"), load: () => import("./lessons/generalisation") },
  { name: "unit", title: () => _("One unit"), load: () => import("./lessons/unit") },
  { name: "adjustment", title: () => _("Error and adjustment"), load: () => import("./lessons/adjustment") },
  { name: "downhill", title: () => _("Going downhill"), load: () => import("./lessons/downhill") },
  { name: "combinations", title: () => _("Too many combinations"), load: () => import("./lessons/combinations") },
  { name: "again", title: () => _("Again and again"), load: () => import("./lessons/again") },
  { name: "validation", title: () => _("Training and validation data"), load: () => import("./lessons/validation") },
  { name: "curves", title: () => _("Reading learning curves"), load: () => import("./lessons/curves") },
  { name: "size", title: () => _("How big?"), load: () => import("./lessons/size") },
  { name: "taming", title: () => _("Taming overfitting"), load: () => import("./lessons/taming") },
  { name: "choices", title: () => _("Choices"), load: () => import("./lessons/choices") },
  { name: "then", title: () => _("Then and now"), load: () => import("./lessons/then") },
];
