import type { Decision, Kept, Rotation } from "./retention.ts";

const minute = (instant: string): string => `${instant.slice(0, 10)} ${instant.slice(11, 16)}Z`;
const stateOf = ({ isOurs, isGoing, soundness, provenAt }: Kept): string => {
  if (!isOurs) return "not ours";
  if (isGoing === true) return "being removed";
  if (soundness === "unknown") return "not verified";
  return provenAt === undefined || soundness !== "sound" ? soundness : `sound, restored ${provenAt.slice(0, 10)}`;
};

const newestFirst = (a: Kept, b: Kept): number => Date.parse(b.createdAt) - Date.parse(a.createdAt);

/** What there is of one kind, for a person. */
export const keptLines = (kind: string, things: readonly Kept[]): readonly string[] => [
  `${kind}s: ${things.length}`,
  ...things.toSorted(newestFirst).map((thing) => `  ${minute(thing.createdAt)}  ${thing.id}  ${stateOf(thing)}`),
];

const said = ({ id, createdAt, do: what, reasons }: Decision): string => `  ${what.padEnd(6)}  ${minute(createdAt)}  ${id}  ${reasons.map(({ says }) => says).join("; ")}`;

/** A plan of one kind, for a person: every one with its reasons. */
export function rotationLines(kind: string, { decisions, held }: Rotation): readonly string[] {
  const going = decisions.filter((decision) => decision.do !== "keep").length;
  const sum = `${kind}s: ${decisions.length - going} stay, ${going} go`;
  return [held === undefined ? sum : `${kind}s: none goes, because ${held}`, ...decisions.map(said)];
}
