import { Exit } from "../exit.ts";
import type { Advice, Catalogue } from "./advice.ts";

/** A release in place of another. */
export const hotfixErrors = {
  HOTFIX_OF_NOTHING: (_: object): Advice => ({
    what: "it is not said what the release is made of",
    why: "the plan names one content, and nothing else is put on the hosts",
    next: "failover hotfix --artifact FILE, or --ref REF to have it built; exactly one of them",
    exit: Exit.usage,
  }),
  ARTIFACT_MISSING: (f: { artifact: string; reason: string }): Advice => ({
    what: `${f.artifact} cannot be read: ${f.reason}`,
    why: "the plan names a release by its content",
    next: "name a file that is there",
  }),
  REF_UNKNOWN: (f: { ref: string; repository: string }): Advice => ({
    what: `${f.repository} has no commit called '${f.ref}'`,
    why: "only a commit says for certain what is built",
    next: "git fetch in that repository, then type the same command again",
  }),
  ARTIFACT_CHANGED: (f: { artifact: string; approved: string; now: string }): Advice => ({
    what: `${f.artifact} is not what was approved: SHA-256 ${f.now.slice(0, 16)}…, not ${f.approved.slice(0, 16)}…`,
    why: "somebody wrote to it since, and nobody has approved that",
    next: "failover abandon --because \"…\", then failover hotfix with the file that is meant",
  }),
  RELEASE_ELSE_IN_ARCHIVE: (f: { name: string; holds: string; expected: string }): Advice => ({
    what: `${f.name} holds ${f.holds}, and the release is ${f.expected} (SHA-256)`,
    why: "what lies in the archive under a release's hash must be that release",
    next: "look who wrote it; keep it for the inquiry, and build the release anew, so that it gets another hash",
  }),
  RELEASE_UNKNOWN: (f: { host: string; service: string; starts: string }): Advice => ({
    what: `${f.host} starts '${f.starts}', which is no file of /opt/${f.service}`,
    why: "without knowing what runs there is no way back, and nothing is deployed without one",
    next: "have app_command in the variables file start a file of that directory, play site.yml, then 'failover resume'",
  }),
  RELEASE_NOT_STARTED: (f: { host: string; wanted: string; starts: string }): Advice => ({
    what: `${f.host} starts '${f.starts}' and not ${f.wanted}`,
    why: "app_command in the variables file names a file by itself, so a release under another name is never started",
    next: "write app_command with {{ app_artifact | basename }}, then 'failover resume'",
    exit: Exit.failed,
  }),
  HOTFIX_TAKEN_BACK: (f: { hosts: readonly string[]; because: string }): Advice => ({
    what: `the release was bad and has been taken back from ${f.hosts.join(", ")}: ${f.because}`,
    why: "customers are served by the release before; nothing else was changed",
    next: "look at that host's log (journalctl), mend the release, then failover hotfix again",
    exit: Exit.failed,
  }),
} as const satisfies Catalogue;
