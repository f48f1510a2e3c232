// The texts of the page, from hanka's one gettext catalogue: the English text is the key, `{name}` a place.
import japanese from "./messages.ja.json";

export type Language = "en" | "ja";

const JAPANESE: Record<string, string> = japanese;
let spoken: Language = "en";

export function speak(language: Language): void {
  spoken = language;
}

export function language(): Language {
  return spoken;
}

/** The message in the language in use, its places filled. */
export function _(message: string, values: Record<string, string | number> = {}): string {
  const text = (spoken === "ja" && JAPANESE[message]) || message;
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** A text that came with the data, in both languages. */
export type Both = { en: string; ja: string };

export const said = (text: Both): string => text[spoken];
