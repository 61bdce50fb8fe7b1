import { expect, test } from "vitest";
import { bouncesFindings, type BouncesSeen } from "../../../scripts/core/ready/bounces.ts";

const now = new Date("2026-11-26T12:00:00Z");
type Kept = BouncesSeen["kept"][number];
const kept = (at: string, { accepted = [], bounced = {}, returned = {}, isDrill = false }: { readonly accepted?: readonly string[]; readonly bounced?: Readonly<Record<string, string>>; readonly returned?: Readonly<Record<string, string>>; readonly isDrill?: boolean }): Kept => ({
  notice: { id: `n-${at.slice(0, 10)}`, at, audience: "customers", isDrill, recipients: [] },
  sent: { accepted: new Set(accepted), bounced: new Map(Object.entries(bounced)), returned: new Map(Object.entries(returned)) },
});
const first = "2026-11-25T01:00:00Z";
const second = "2026-11-26T01:00:00Z";
const read = "2026-11-26T09:00:00Z";
const lights = (seen: Partial<BouncesSeen>) => bouncesFindings({ kept: [], mailboxReadAt: read, listed: undefined, ...seen }, now).map(({ light, says }) => `${light}: ${says}`);

test.each<[string, Partial<BouncesSeen>, readonly RegExp[]]>([
  ["nothing was ever sent", {}, [/^green: no notice was sent/]],
  ["all of it arrived, and the mailbox was read since", { kept: [kept(second, { accepted: ["c0"] })] }, [/^green: /]],
  ["some came back later", { kept: [kept(second, { accepted: ["c0", "c1"], returned: { c1: "5.1.1" } })] }, [/^amber: the last notice to 1 contact came back: c1 \(5\.1\.1\)$/]],
  ["some were refused at once", { kept: [kept(second, { accepted: ["c0"], bounced: { c1: "550" } })] }, [/^amber: .*c1 \(550\)$/]],
  ["the next notice arrived at the corrected address", { kept: [kept(second, { accepted: ["c1"] }), kept(first, { accepted: ["c1"], returned: { c1: "5.1.1" } })] }, [/^green: /]],
  ["whoever it was is in no list any more", { kept: [kept(second, { accepted: ["c1"], returned: { c1: "5.1.1" } })], listed: new Set(["c0"]) }, [/^green: /]],
  ["it was six weeks ago", { kept: [kept("2026-10-15T01:00:00Z", { accepted: ["c1"], returned: { c1: "5.1.1" } })] }, [/^green: /]],
  ["nobody read the mailbox since", { kept: [kept(second, { accepted: ["c1"] })], mailboxReadAt: first }, [/^amber: nobody has looked yet at what came back as mail of n-2026-11-26$/]],
  ["nobody ever read the mailbox, and one was refused at once", { kept: [kept(second, { accepted: ["c0"], bounced: { c1: "550" } })], mailboxReadAt: undefined }, [/^amber: the last notice/, /^amber: nobody has looked/]],
  ["it was a drill", { kept: [kept(second, { accepted: ["ana"], isDrill: true })], mailboxReadAt: undefined }, [/^green: /]],
  ["so many came back that a line could not hold them", { kept: [kept(second, { accepted: [], bounced: Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`c${n}`, "550"])) })] }, [/^amber: the last notice to 300 contacts came back: (c\d \(550\), ){7}c7 \(550\) and 292 more$/]],
])("when %s, it says so", (_, seen, expected) => {
  const found = lights(seen);
  expect(found).toHaveLength(expected.length);
  expected.forEach((pattern, index) => expect(found[index]).toMatch(pattern));
});

test("whatever is not green has a next command", () => {
  const [came, unread] = bouncesFindings({ kept: [kept(second, { accepted: ["c0"], bounced: { c1: "550" } })], mailboxReadAt: undefined, listed: undefined }, now);
  expect(came?.next).toContain("failover notify --status");
  expect(unread?.next).toContain("failover notify --bounces");
});
