// Asking the server. What it refuses, it says in both languages.
import { signal } from "@preact/signals";
import type { Both } from "../messages";
import { _, language, said } from "./words";

/** A refusal, to be said in the language in use. */
export class Refusal extends Error {
  constructor(
    readonly says: () => string,
    readonly status = 0,
    readonly setting: string | null = null,
  ) {
    super(says());
  }
}

/** Whether the server was there when it was last asked. */
export const away = signal(false);

declare global {
  interface Window {
    early: Map<string, Promise<Response>>;
  }
}
/** What was asked for before the scripts were there: each is taken once, or left. */
const early = (window.early ??= new Map());
for (const [address, answer] of early) answer.catch(() => early.delete(address)); // it is asked for again

/** From now on everything is asked for anew. */
export const forgetEarly = (): void => early.clear();

const request = (address: string, init: RequestInit): Promise<Response> =>
  fetch(`api/${address}`, { ...init, headers: { ...init.headers, "Accept-Language": language.peek() } });

export async function ask<T>(address: string, init: RequestInit = {}): Promise<T> {
  const known = init.method ? undefined : early.get(address);
  early.delete(address);
  const answer = await (known ?? request(address, init)).catch((reason: unknown) => {
    if (init.signal?.aborted) throw reason;
    away.value = true;
    throw new Refusal(() => _("The lab's server does not answer. Is it still running?"));
  });
  away.value = false;
  if (answer.status === 204) return undefined as T;
  const text = await answer.text();
  const { status } = answer;
  try {
    const content = JSON.parse(text);
    if (answer.ok) return content as T;
    const { error, setting } = content as { error: Both; setting?: string | null };
    throw new Refusal(() => said(error), status, setting ?? null);
  } catch (reason) {
    throw reason instanceof Refusal ? reason : new Refusal(() => _("The server answered with error {status}.", { status }), status);
  }
}

const sent = (method: string, content: unknown): RequestInit => ({
  method,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(content),
});

export const post = <T>(address: string, content: unknown = {}, signal?: AbortSignal): Promise<T> =>
  ask<T>(address, { ...sent("POST", content), ...(signal && { signal }) });

export const patch = <T>(address: string, content: unknown): Promise<T> => ask<T>(address, sent("PATCH", content));

export const path = (name: string): string => `experiments/${encodeURIComponent(name)}`;

/** `name=A&name=B` */
export const named = (names: string[]): string => names.map((name) => `name=${encodeURIComponent(name)}`).join("&");

/** What is to be said of anything that was thrown. */
export const saysOf = (reason: unknown): (() => string) =>
  reason instanceof Refusal ? reason.says : () => String(reason instanceof Error ? reason.message : reason);
