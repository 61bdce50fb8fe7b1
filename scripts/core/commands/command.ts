import type { Secret } from "../secret.ts";

/** A command as data: it can be printed in a plan, asserted in a test, and run by exactly one adapter. */
export type Command = {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string | Secret>>;
  readonly cwd?: string;
  /** Sent on standard input: the way a secret reaches a child without being in its arguments. */
  readonly input?: string | Secret;
  readonly timeoutSeconds: number;
};

const plain = /^[A-Za-z0-9_./:=@,<>-]+$/;
const quote = (word: string): string => (plain.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** One copy-pasteable line for the plan document. Secrets print as [secret]. */
export function show(command: Command): string {
  const env = Object.entries(command.env ?? {}).map(([name, value]) => `${name}=${quote(String(value))}`);
  return [...env, command.file, ...command.args.map(quote)].join(" ");
}
