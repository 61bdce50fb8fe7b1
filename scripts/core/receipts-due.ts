import type { BackupVerdict } from "./archive-check.ts";
import type { Kept } from "./receipt-chain.ts";
import type { About } from "./receipts.ts";

type Occasion = { readonly kept: readonly Kept[]; /** The store's own time, in milliseconds. */ readonly now: number; /** A success of the newest backup is said again after so long, so that its age tells that somebody looks. */ readonly sayAgainSeconds: number };

const isAbout = ({ id, manifestSha256 }: BackupVerdict, { receipt: { about } }: Kept): boolean => about.backup === id && about.manifestSha256 === manifestSha256;

const MOST_FINDINGS = 20;

/** Findings as a receipt keeps them: enough to act on, and never as many as a backup has objects. */
export const told = (findings: readonly string[]): string[] =>
  findings.length <= MOST_FINDINGS ? [...findings] : [...findings.slice(0, MOST_FINDINGS), `and ${findings.length - MOST_FINDINGS} more`];

/** What is new to say of a backup that was looked at on level 1: that it is there, and how it is if that is not known or has changed. */
export function dueReceipts(verdict: BackupVerdict & { readonly seconds: number }, isNewest: boolean, { kept, now, sayAgainSeconds }: Occasion): readonly About[] {
  const { id: backup, manifestSha256, storedAt, snapshotAt, bytes, findings, seconds } = verdict;
  const passed = findings.length === 0;
  const own = kept.filter((one) => isAbout(verdict, one));
  const isSeen = own.some(({ receipt: { about } }) => about.kind === "seen");
  const said = own.flatMap(({ receipt: { about }, storedAt }) => (about.kind === "verified" && about.level === 1 ? [{ about, storedAt }] : [])).at(-1);
  const isSame = said?.about.passed === passed && said.about.findings.join("\n") === told(findings).join("\n");
  const isOld = said !== undefined && now - Date.parse(said.storedAt) >= sayAgainSeconds * 1000;
  return [
    ...(passed && !isSeen && snapshotAt !== null ? [{ kind: "seen", backup, manifestSha256, storedAt, snapshotAt, bytes } as const] : []),
    ...(!isSame || (isNewest && passed && isOld) ? [{ kind: "verified", backup, manifestSha256, level: 1, passed, findings: told(findings), seconds } as const] : []),
  ];
}
