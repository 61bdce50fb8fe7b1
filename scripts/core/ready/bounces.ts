import type { Notice, Sent } from "../notices/notice.ts";
import type { Finding } from "../readiness.ts";
import { several } from "../several.ts";
import { amber, green } from "./finding.ts";

const ID = "bounces";
/** What came back of an older notice was somebody's task long ago, and would only hide what is new. */
const SHOWN_DAYS = 30;
/** So many are named; `notify --status` has all. */
const NAMED = 8;
const DAY = 86_400_000;

/** What this machine sent, when a mailbox was last read for what came back, and who is in the lists now (undefined: they cannot be opened here). */
export type BouncesSeen = {
  readonly kept: readonly { readonly notice: Pick<Notice, "id" | "at" | "audience" | "isDrill" | "recipients">; readonly sent: Pick<Sent, "accepted" | "bounced" | "returned"> }[];
  readonly mailboxReadAt: string | undefined;
  readonly listed: ReadonlySet<string> | undefined;
};

/** Whether the newest word to each reached them, as far as the mail server and the mailbox say; people by their ids. */
export function bouncesFindings({ kept, mailboxReadAt, listed }: BouncesSeen, now: Date): readonly Finding[] {
  const recent = kept.filter(({ notice }) => now.getTime() - Date.parse(notice.at) < SHOWN_DAYS * DAY).toSorted((a, b) => a.notice.at.localeCompare(b.notice.at));
  if (recent.length === 0) return [green(ID, `no notice was sent from here in the last ${SHOWN_DAYS} days`)];
  const lost = [...lastWord(recent)].flatMap(([who, code]) => (code === undefined || listed?.has(who) === false ? [] : [`${who} (${code})`]));
  const customers = recent.filter(({ notice, sent }) => notice.audience === "customers" && !notice.isDrill && sent.accepted.size > 0).at(-1)?.notice;
  const isUnread = customers !== undefined && (mailboxReadAt === undefined || mailboxReadAt < customers.at);
  const findings = [
    ...(lost.length === 0 ? [] : [amber(ID, `the last notice to ${several(lost.length, "contact")} came back: ${lost.slice(0, NAMED).join(", ")}${lost.length > NAMED ? ` and ${lost.length - NAMED} more` : ""}`, "call them, and correct their rows in the lists: 'failover notify --status' has all of them")]),
    ...(isUnread ? [amber(ID, `nobody has looked yet at what came back as mail of ${customers.id}`, "failover notify --bounces <the sender's mailbox>")] : []),
  ];
  return findings.length > 0 ? findings : [green(ID, "of the last notice to each contact, none is known to have come back")];
}

/** Of everybody who was sent one, the code with which the newest came back; undefined where it did not. */
function lastWord(oldestFirst: BouncesSeen["kept"]): ReadonlyMap<string, string | undefined> {
  const last = new Map<string, string | undefined>();
  for (const { sent } of oldestFirst) {
    for (const who of sent.accepted) last.set(who, sent.returned.get(who));
    for (const [who, code] of sent.bounced) last.set(who, code);
  }
  return last;
}
