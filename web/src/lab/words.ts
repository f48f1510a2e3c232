// The texts of the page that say themselves anew: whoever reads one while rendering is rendered again when the
// language changes.
import { signal } from "@preact/signals";
import { _ as translated, said as spoken, speak, type Both, type Language } from "../messages";

export const language = signal<Language>("en");

export function _(message: string, values: Record<string, string | number> = {}): string {
  speak(language.value);
  return translated(message, values);
}

export function said(text: Both): string {
  speak(language.value);
  return spoken(text);
}

/** A number with its thousands apart. */
export const count = (n: number): string => n.toLocaleString("en");

/** About how long. */
export function duration(seconds: number): string {
  const s = Math.round(seconds);
  if (s < 1) return _("less than 1 s");
  if (s < 60) return _("{s} s", { s });
  if (s < 3600) return _("{m} min {s} s", { m: Math.floor(s / 60), s: s % 60 });
  return _("{h} h {m} min", { h: Math.floor(s / 3600), m: Math.round((s % 3600) / 60) });
}

export function size(bytes: number): string {
  const megabytes = bytes / 1e6;
  return megabytes < 1000 ? `${count(Math.max(1, Math.round(megabytes)))} MB` : `${(megabytes / 1000).toFixed(1)} GB`;
}
