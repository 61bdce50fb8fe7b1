import type { Command } from "./command.ts";

const HOUR = 60 * 60;

/** Prints the version of the one that reads archives. */
export const readerVersion: Command = { file: "pg_restore", args: ["--version"], timeoutSeconds: 10 };

/** Prints age's version. */
export const ageVersion: Command = { file: "age", args: ["--version"], timeoutSeconds: 10 };

/** Reads a dump from its first row to its last and turns it into SQL that nobody keeps: what cannot be read cannot be restored. */
export const readWhole = (directory: string): Command => ({
  file: "pg_restore",
  args: ["--format=directory", "--file=/dev/null", directory],
  timeoutSeconds: 12 * HOUR,
});
