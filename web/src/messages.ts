// The texts of the page, from hanka's one gettext catalogue: the English text is the key, `{name}` a place.
// The Japanese comes with the page, as JSON made from the catalogue.

export type Language = "en" | "ja";

let japanese: Record<string, string> = {};
let spoken: Language = "en";

export function speak(language: Language): void {
  spoken = language;
}

export function learn(messages: Record<string, string>): void {
  japanese = { ...japanese, ...messages };
}

export function language(): Language {
  return spoken;
}

/** The message in the language in use, its places filled. */
export function _(message: string, values: Record<string, string | number> = {}): string {
  const text = (spoken === "ja" && japanese[message]) || message;
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** A text that came with the data, in both languages. */
export type Both = { en: string; ja: string };

export const said = (text: Both): string => text[spoken];
