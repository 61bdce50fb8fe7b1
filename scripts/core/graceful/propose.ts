import { grouped } from "../grouped.ts";
import { ageText } from "../ready/ages.ts";
import type { Mode } from "./mode.ts";

/** What was asked of the source side, and how it stands; "cannot tell" is not "no". */
export type Told = { readonly says: "yes" | "no" | "cannot tell"; readonly because: string };

/** The source as it was seen a moment ago, with a time limit. */
export type SourceSight = {
  /** The exporter's host answers. */
  readonly host: Told;
  /** The database takes a login, from there. */
  readonly database: Told;
  /** Nothing of what an export rests on is missing. */
  readonly exporter: Told;
  /** How long the last export took; null where nobody wrote it down. */
  readonly lastSeconds: number | null;
};

export type Proposal = {
  readonly mode: Mode;
  /** Why this one, a reason for each thing that speaks for it. */
  readonly because: readonly string[];
  /** What would make it the other. */
  readonly otherwise: string;
};

const asked = ["host", "database", "exporter"] as const;
type Asked = (typeof asked)[number];

const wanted: Readonly<Record<Asked, string>> = { host: "the exporter's host answers", database: "the source's database answers", exporter: "an export could begin now" };
const refused: Readonly<Record<Asked, string>> = { host: "the exporter's host does not answer", database: "the source's database does not answer", exporter: "no export could begin now" };

/** The words of an error may list things, a line each; here they stand within a sentence. */
function inSentence(because: string): string {
  const [head = "", ...items] = because.split(/\s*\n\s*- /);
  return items.length === 0 ? head : `${head} ${items.join(", ")}`;
}

const reason = (name: Asked, { says, because }: Told): string => (says === "yes" ? wanted[name] : `${says === "no" ? refused[name] : `could not tell whether ${wanted[name]}`}: ${inSentence(because)}`);

/** What nobody could tell for one and the same reason is told once. */
function reasons(open: readonly Asked[], sight: SourceSight): readonly string[] {
  const alike = grouped(open, (name) => (sight[name].says === "cannot tell" ? `cannot tell: ${sight[name].because}` : name));
  return [...alike.values()].map((names) => {
    const [first = "host", ...others] = names;
    return others.length === 0 ? reason(first, sight[first]) : `could not tell ${names.map((name) => `whether ${wanted[name]}`).join(", ")}: ${inSentence(sight[first].because)}`;
  });
}

/** Graceful only where all of it was seen to answer: what nobody could tell is no ground to promise that nothing is lost. */
export function proposeMode(sight: SourceSight): Proposal {
  const open = asked.filter((name) => sight[name].says !== "yes");
  if (open.length === 0) return { mode: "graceful", because: asked.map((name) => reason(name, sight[name])), otherwise: "it would be ungraceful if any of these did not hold" };
  return { mode: "ungraceful", because: reasons(open, sight), otherwise: open.length === asked.length ? "it would be graceful if host, database and exporter answered" : `it would be graceful if ${open.map((name) => wanted[name]).join(", and ")}` };
}

/** A sight of nothing, for one reason. */
export const unseen = (because: string): SourceSight => ({ host: { says: "cannot tell", because }, database: { says: "cannot tell", because }, exporter: { says: "cannot tell", because }, lastSeconds: null });

/** What a mode changes: its steps, its time, and what is lost. */
export function meaningOf(mode: Mode, { lastSeconds }: Pick<SourceSight, "lastSeconds">): string {
  if (mode === "ungraceful") return "the old side is asked to refuse writes, and the run goes on without it";
  const takes = lastSeconds === null ? "how long that takes nobody has measured" : `the last export took ${ageText(lastSeconds)}`;
  return `the database is closed to writes and exported one last time before anything is restored (step final-export; ${takes})`;
}
