import type { ExitCode } from "../exit.ts";

/**
 * An error for a person at three in the morning: what happened, why it stops us, the next thing to do.
 * Without `exit` it is a refusal (3): the kit chose not to act, and nothing was changed.
 */
export type Advice = { readonly what: string; readonly why: string; readonly next: string; readonly exit?: ExitCode };

/** What there is to tell, each on a line of its own below the sentence. */
export const listed = (items: readonly string[]): string => items.map((item) => `\n  - ${item}`).join("");

/** The same for items that have lines of their own, which stand below each. */
export const listedWithLines = (items: readonly string[]): string => listed(items.map((item) => item.replaceAll("\n", "\n    ")));

/** Somebody else's words as the end of a sentence of ours: an error's sentences bear no full stop. */
export const quoted = (said: string): string => said.trim().replace(/\.$/, "");

/** One part's ways to refuse or fail: a stable code, and the facts its sentence needs. */
export type Catalogue = Readonly<Record<string, (facts: never) => Advice>>;
