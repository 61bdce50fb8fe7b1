import fc from "fast-check";
import { expect, test } from "vitest";
import { logLine, recipientKey, sentOf, type LogLine, type Notice } from "../../../scripts/core/notices/notice.ts";
import { atWorkElsewhere, batchSchema, leftIn, linesFrom, mayBeSame, noticeOf, openedOf, sharedOf, unsharedOf, type Batch, type Happening } from "../../../scripts/core/notices/shared-progress.ts";

const at = "2026-11-26T01:12:00.000Z";
const recipients = ["ana", "ben", "cleo"];
const notice: Notice = { schema: "failover-kit/notice/1", id: "n1", at, by: "ana@laptop", audience: "customers", state: "identified", run: null, isDrill: false, subject: "S", text: "T", html: "<p>T</p>", recipients, nextUpdateDue: null };
const key = (id: string) => recipientKey("n1", id);
const batch = (writer: string, seq: number, did: readonly Happening[], closed = false): Batch => ({ schema: "failover-kit/notice-progress/1", writer, seq, closed, did: [...did] });
const next = (id: string): Happening => ({ did: "next", to: key(id) });
const accepted = (id: string): Happening => ({ did: "accepted", to: key(id) });
const logOf = (...lines: readonly LogLine[]) => lines.map(logLine).join("");
const intent = (to: string): LogLine => ({ did: "intent", at, to, attempt: 1 });
const taken = (to: string): LogLine => ({ did: "accepted", at, to });

/** What the log at machine "b" says once it has heard of the others. */
function united(batches: readonly Batch[], log = "") {
  const whole = log + logOf(...linesFrom(sharedOf(batches), "b", notice, log, at));
  const { accepted: told, bounced, inFlight, repeated } = sentOf(whole);
  return { whole, seen: { told: [...told], bounced: [...bounced], inFlight: [...inFlight], repeated: [...repeated] } };
}

const none = { told: [], bounced: [], inFlight: [], repeated: [] };

test.each<[string, readonly Batch[], string, object]>([
  ["told there", [batch("a", 0, [next("ana"), accepted("ana")])], "", { ...none, told: ["ana"] }],
  ["bounced there", [batch("a", 0, [next("ana"), { did: "bounced", to: key("ana"), code: "550" }])], "", { ...none, bounced: [["ana", "550"]] }],
  ["announced there, and no word since", [batch("a", 0, [next("ana")])], "", { ...none, inFlight: ["ana"] }],
  ["announced and withdrawn there", [batch("a", 0, [next("ana")]), batch("a", 1, [{ did: "deferred", to: key("ana") }])], "", none],
  ["sent here and told there", [batch("a", 0, [next("ana"), accepted("ana")])], logOf(intent("ana"), taken("ana")), { ...none, told: ["ana"], repeated: ["ana"] }],
  ["in flight here and told there", [batch("a", 0, [next("ana"), accepted("ana")])], logOf(intent("ana")), { ...none, told: ["ana"], repeated: ["ana"] }],
  ["lost by one machine and told by a second, as a third hears it", [batch("a", 0, [next("ana")]), batch("c", 0, [next("ana"), accepted("ana")])], "", { ...none, told: ["ana"], repeated: ["ana"] }],
  ["lost by one machine and put off by a second", [batch("a", 0, [next("ana")]), batch("c", 0, [next("ana"), { did: "deferred", to: key("ana") }])], "", { ...none, inFlight: ["ana"] }],
  ["begun twice by one machine", [batch("a", 0, [next("ana")]), batch("a", 1, [next("ana"), accepted("ana")])], "", { ...none, told: ["ana"], repeated: ["ana"] }],
  ["of this machine's own, which its log knows better", [batch("b", 0, [next("ana")])], "", none],
])("a recipient %s", (_, batches, log, expected) => {
  expect(united(batches, log).seen).toEqual(expected);
});

const anyBatch = fc.record({ writer: fc.constantFrom("a", "b", "c"), seq: fc.nat(4), did: fc.array(fc.record({ did: fc.constantFrom("next" as const, "accepted" as const, "deferred" as const), to: fc.constantFrom(...recipients.map(key)) }), { maxLength: 4 }) }).map(({ writer, seq, did }) => batch(writer, seq, did));
const anyBatches = fc.uniqueArray(anyBatch, { selector: ({ writer, seq }) => `${writer}${seq}`, maxLength: 8 });
const anyLog = fc.array(fc.record({ did: fc.constantFrom("intent" as const, "accepted" as const), to: fc.constantFrom(...recipients) }), { maxLength: 6 }).map((lines) => logOf(...lines.map(({ did, to }) => (did === "intent" ? intent(to) : taken(to)))));

test("what was heard once is not news again, whatever it was and in whichever order it was read", () => {
  fc.assert(
    fc.property(anyBatches.chain((some) => fc.tuple(fc.constant(some), fc.shuffledSubarray([...some], { minLength: some.length }))), anyLog, ([some, shuffled], log) => {
      const { whole, seen } = united(some, log);
      expect(linesFrom(sharedOf(some), "b", notice, whole, at)).toEqual([]);
      expect(united(shuffled, log).seen).toEqual(seen);
      const others = [...sharedOf(some)].filter(([writer]) => writer !== "b");
      for (const id of recipients) expect(seen.told.includes(id)).toBe(sentOf(log).accepted.has(id) || others.some(([, did]) => did.get(key(id))?.told === "accepted"));
    }),
  );
});

test("what the bucket lacks of a log is said once, and then it knows as much as the log", () => {
  fc.assert(
    fc.property(anyBatches, anyLog, (some, log) => {
      const more = unsharedOf(sharedOf(some), "b", notice, log);
      const after = sharedOf([...some, batch("b", 99, more)]);
      expect(unsharedOf(after, "b", notice, log)).toEqual([]);
      const heard = sentOf(logOf(...linesFrom(new Map([...after].filter(([writer]) => writer === "b")), "x", notice, "", at)));
      const here = sentOf(log);
      for (const id of recipients) {
        if (here.accepted.has(id) || here.inFlight.has(id)) expect(heard.accepted.has(id) || heard.inFlight.has(id)).toBe(true);
        if (here.repeated.has(id)) expect(heard.repeated.has(id)).toBe(true);
      }
    }),
  );
});

test.each<[string, readonly (readonly [Batch, number])[], number | undefined]>([
  ["nobody wrote", [], undefined],
  ["another machine wrote 12 s ago", [[batch("a", 0, []), 90], [batch("a", 1, []), 12]], 12],
  ["another machine wrote a minute ago", [[batch("a", 0, []), 60]], undefined],
  ["another machine wrote that it ended", [[batch("a", 0, []), 5], [batch("a", 1, [], true), 2]], undefined],
  ["this machine wrote", [[batch("b", 0, []), 1]], undefined],
])("who is at work elsewhere when %s", (_, seen, age) => {
  expect(atWorkElsewhere(seen.map(([one, ageSeconds]) => ({ batch: one, ageSeconds })), "b")).toBe(age);
});

test("the bucket is told neither who is written to nor who writes; another machine makes the same notice of it, and sees when its lists are others", () => {
  const opened = openedOf(notice);
  const text = JSON.stringify([opened, batch("a", 0, [next("ana"), accepted("ana")])]);
  for (const id of [...recipients, "laptop"]) expect(text).not.toContain(id);
  expect(batchSchema.safeParse(batch("a", 0, [next("ana")])).success).toBe(true);
  expect(noticeOf(opened, [...recipients].reverse(), "ana@laptop")).toEqual({ notice: { ...notice, recipients: [...recipients].reverse() }, differ: false });
  expect(noticeOf(opened, ["ana"], "ana@laptop").differ).toBe(true);
});

test("whoever is told or bounced at any machine is not left, and whoever was only announced is", () => {
  const shared = sharedOf([batch("a", 0, [next("ana"), accepted("ana"), next("ben")]), batch("c", 0, [accepted("ana")])]);
  expect(leftIn(shared, openedOf(notice))).toBe(2);
  expect(leftIn(sharedOf([batch("a", 0, recipients.map((id) => ({ did: "bounced", to: key(id), code: "550" })))]), openedOf(notice))).toBe(0);
});

const now = new Date("2026-11-26T12:00:00Z");

test.each<[string, string, string | null, boolean]>([
  ["of this morning", "n20261126-011200-a1b2", null, true],
  ["of two weeks ago", "n20261112-011200-a1b2", null, false],
  ["of a run of two weeks ago", "n-r20261112-011200-a1b2-identified", null, false],
  ["of the very run, however old", "n-r20261112-011200-a1b2-identified", "r20261112-011200-a1b2", true],
  ["whose name tells no time", "n-another", null, true],
])("a notice %s: whether it may be of the same trouble", (_, name, run, expected) => {
  expect(mayBeSame(name, { run }, now)).toBe(expected);
});
