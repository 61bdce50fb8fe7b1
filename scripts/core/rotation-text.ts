import type { Decision, Kept, Rotation } from "./retention.ts";
import type { Kind } from "./rotation-rule.ts";
import { COLUMNS, wrapped } from "./wrapped.ts";

const minute = (instant: string): string => `${instant.slice(0, 10)} ${instant.slice(11, 16)}Z`;
const stateOf = ({ isOurs, isGoing, isUnfinished, soundness, provenAt }: Kept): string => {
  if (!isOurs) return "not ours";
  if (isGoing === true) return "being removed";
  if (isUnfinished === true) return "no backup: it has no manifest";
  if (soundness === "unknown") return "not verified";
  return provenAt === undefined || soundness !== "sound" ? soundness : `sound, restored ${provenAt.slice(0, 10)}`;
};

const newestFirst = (a: Kept, b: Kept): number => Date.parse(b.createdAt) - Date.parse(a.createdAt);

/** What is no backup is counted by itself. */
const remains = "remains of exports without a manifest, which are no backups";

const titles: Readonly<Record<Kind, string>> = { export: "exports", snapshot: "snapshots", cache: "copies of the cache" };

/** What there is of one kind, for a person. */
export const keptLines = (kind: Kind, things: readonly Kept[]): readonly string[] => [
  `${titles[kind]}: ${things.length}`,
  ...things.toSorted(newestFirst).flatMap((thing) => row(`${minute(thing.createdAt)}  ${thing.id}`, stateOf(thing))),
];

const UNDER = 10;

/** What is said of a thing stands beside it, or below it where the line would not hold it. */
function row(thing: string, says: string): readonly string[] {
  const line = `  ${thing}  ${says}`;
  return line.length <= COLUMNS ? [line] : [`  ${thing}`, ...wrapped(`${" ".repeat(UNDER)}${says}`, UNDER).split("\n")];
}

const said = ({ id, createdAt, do: what, reasons }: Decision): readonly string[] => row(`${what.padEnd(6)}  ${minute(createdAt)}  ${id}`, reasons.map(({ says }) => says).join("; "));

const sumOf = (title: string, decisions: readonly Decision[]): string => {
  const going = decisions.filter((decision) => decision.do !== "keep").length;
  return `${title}: ${decisions.length - going} stay, ${going} go`;
};

/** A plan of one kind, for a person: every one with its reasons, and apart from them what is none. */
export function rotationLines(kind: Kind, { decisions, held }: Rotation): readonly string[] {
  const rest = decisions.filter(({ isUnfinished }) => isUnfinished === true);
  const whole = decisions.filter(({ isUnfinished }) => isUnfinished !== true);
  const first = held === undefined ? sumOf(titles[kind], whole) : `${titles[kind]}: none goes, because ${held}`;
  return [first, ...whole.flatMap(said), ...(rest.length === 0 ? [] : [sumOf(remains, rest), ...rest.flatMap(said)])];
}

/** What becomes of the receipts, for a person. */
export function thinningLine({ before, there, going }: { readonly before: number; readonly there: number; readonly going: readonly unknown[] }): string {
  const sum = `receipts: ${there - going.length} stay, ${going.length} go`;
  return going.length === 0 ? sum : `${sum}: those before number ${before}, a checkpoint that carries what they said`;
}
