import { FailoverError } from "../errors.ts";
import { lastWordsOf } from "../last-words.ts";
import { show, type Command } from "./command.ts";
import { asPostgres } from "./postgres.ts";

/** What pg_amcheck exits with when it has found something: https://www.postgresql.org/docs/17/app-pgamcheck.html */
const FOUND = 2;
const MOST_FINDINGS = 20;

/** Reads every table and B-tree of a database, and looks for each row in each index. Debian keeps it beside the server, out of the PATH. */
export const amcheck = (o: { readonly database: string; readonly major: number; readonly jobs: number; readonly timeoutSeconds: number }): Command =>
  asPostgres(
    `/usr/lib/postgresql/${o.major}/bin/pg_amcheck`,
    ["--install-missing", "--heapallindexed", "--parent-check", `--jobs=${o.jobs}`, o.database],
    o.timeoutSeconds,
  );

type Result = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

/** An index whose function finds names by its caller's search_path cannot be compared with its rows: the server takes the path away. It was built from them just now. */
const isNotLookedAt = (place: string): boolean => /^[^\n]*:\s+ERROR: {1,2}(?:function|relation|type|operator) [^\n]* does not exist/.test(place);

/** What it found, a line for each place: what is indented belongs to the line before. An exit code that is no answer is an error. */
export function corruptionIn(command: Command, result: Result): readonly string[] {
  if (result.exitCode === 0) return [];
  if (result.exitCode !== FOUND) throw new FailoverError("COMMAND_FAILED", { command: show({ ...command, env: {} }), exitCode: result.exitCode, tail: lastWordsOf(result, (text) => text) });
  const told = result.stdout.trimEnd().split(/\n(?=\S)/).filter((place) => place.trim() !== "");
  const places = told
    .filter((place) => !isNotLookedAt(place))
    .map((place) => `pg_amcheck: ${place.split("\n").map((line) => line.trim()).join(" ")}`);
  const more = places.length - MOST_FINDINGS;
  return told.length === 0 ? ["pg_amcheck found something and did not say what"] : [...places.slice(0, MOST_FINDINGS), ...(more > 0 ? [`pg_amcheck: ${more} more`] : [])];
}
