import type { Secret } from "../secret.ts";
import { inQuotes } from "./quote.ts";

/** A command as data: it can be printed in a plan, asserted in a test, and run by exactly one adapter. */
export type Command = {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string | Secret>>;
  readonly cwd?: string;
  /** Sent on standard input: the way a secret reaches a child without being in its arguments. */
  readonly input?: string | Secret;
  readonly timeoutSeconds: number;
  /** Whoever waits for the kit waits for this: from its start on the kit, and all it starts later, steps back behind it. */
  readonly goesFirst?: true;
};

const plain = /^[A-Za-z0-9_./:=@,<>-]+$/;
/** One word of a shell line as it is shown: what stands for a value that is known later is no redirection there. */
export const quote = (word: string): string => (plain.test(word) ? word : inQuotes(word));

/** The command as the words of a shell line. Secrets print as [secret]. */
export function words({ env = {}, file, args }: Command): readonly string[] {
  return [...Object.entries(env).map(([name, value]) => `${name}=${quote(String(value))}`), file, ...args.map(quote)];
}

/** One copy-pasteable line, for a log or an error. */
export const show = (command: Command): string => words(command).join(" ");
