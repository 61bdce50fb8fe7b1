import fc from "fast-check";
import { expect, test } from "vitest";
import { FailoverError } from "../../../scripts/core/errors.ts";
import { logLine, recipientKey, type LogLine, type Notice, type Sent } from "../../../scripts/core/notices/notice.ts";
import { batchName, linesFrom, sharedOf, unsharedOf, type Batch } from "../../../scripts/core/notices/shared-progress.ts";
import { sendNotice } from "../../../scripts/pipeline/notices/send-notice.ts";
import { shareProgress } from "../../../scripts/pipeline/notices/share-progress.ts";

const at = "2026-11-26T01:12:00.000Z";
const recipients = Array.from({ length: 12 }, (_, n) => ({ id: `c${n}`, email: `person-${n}@planted.example` }));
const notice: Notice = { schema: "failover-kit/notice/1", id: "n1", at, by: "ana@laptop", audience: "customers", state: "identified", run: null, isDrill: false, subject: "S", text: "T", html: "<p>T</p>", recipients: recipients.map(({ id }) => id), nextUpdateDue: null };
const pace = { messagesPerSecond: 1e6, connections: 3, limitSeconds: 60, firstPauseSeconds: 1 };

/** A clock on which no time passes. */
const idle = { elapsed: () => 0, sleep: (_: number, signal?: AbortSignal) => new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve())) };

class Killed extends Error {}

/** Two machines with a log each, a bucket between them, and a mail server that counts. */
function twoMachines() {
  const logs = new Map<string, string>();
  const bucket = new Map<string, Batch>();
  const mailed = new Map<string, number>();

  /** One process at one machine, killed after so many things it did to the world; a message may have been taken when it dies. */
  async function live(machine: string, deeds: number): Promise<Sent | "killed"> {
    let left = deeds;
    const deed = async (act: () => void): Promise<void> => {
      await Promise.resolve();
      if (left <= 0) throw new Killed();
      act();
      left -= 1;
      if (left <= 0) throw new Killed();
    };
    const log = {
      before: logs.get(machine) ?? "",
      append: (line: string) => deed(() => void logs.set(machine, (logs.get(machine) ?? "") + line)),
      close: async () => undefined,
    };
    const put = async (batch: Batch) => {
      await deed(() => void bucket.set(batchName("shop", "n1", batch), batch));
      return "stored" as const;
    };
    const mail = {
      send: async ({ to }: { readonly to: string }) => {
        await deed(() => void mailed.set(to, (mailed.get(to) ?? 0) + 1));
        return { as: "accepted" as const };
      },
    };
    let elapsed = 0;
    const clock = { now: () => new Date(at), elapsed: () => elapsed, sleep: async (seconds: number) => void (elapsed += seconds) };
    const shared = sharedOf([...bucket.values()]);
    const firstSeq = 1 + Math.max(-1, ...[...bucket.values()].flatMap(({ writer, seq }) => (writer === machine ? [seq] : [])));
    const sharing = shareProgress({ put, writer: machine, firstSeq }, unsharedOf(shared, machine, notice, log.before), { clock: idle, onSilence: () => undefined });
    try {
      await sharing.flush();
      const news = linesFrom(shared, machine, notice, log.before, at).map(logLine).join("");
      if (news !== "") await log.append(news);
      const { sent } = await sendNotice({ notice, recipients, from: "status@shop.example.com", pace }, { mail, log: { ...log, before: log.before + news }, sharing, clock, stop: new AbortController().signal, progress: () => undefined });
      await sharing.close();
      return sent;
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      await sharing.close().catch(() => undefined);
      return "killed";
    }
  }
  return { live, mailed };
}

test("however two machines are killed by turns, nobody is left out, and whoever was told twice is listed", async () => {
  const lives = fc.array(fc.tuple(fc.constantFrom("a", "b"), fc.integer({ min: 1, max: 50 })), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(lives, fc.constantFrom("a", "b"), async (killed, last) => {
      const { live, mailed } = twoMachines();
      for (const [machine, deeds] of killed) await live(machine, deeds);
      const sent = await live(last, Infinity);
      if (sent === "killed") throw new Error("the last one lives");
      const times = recipients.map(({ id, email }) => [id, mailed.get(email) ?? 0] as const);
      expect(times.filter(([, n]) => n === 0)).toEqual([]);
      expect(times.filter(([id, n]) => n > 1 && !sent.repeated.has(id))).toEqual([]);
      expect(sent.accepted.size).toBe(recipients.length);
    }),
    { numRuns: 200 },
  );
});

test("a bucket that is silent is said once, holds nobody up a second time, and learns all of it when it answers again", async () => {
  const stored: Batch[] = [];
  let [isSilent, asked, said] = [true, 0, 0];
  const put = async (batch: Batch) => {
    asked += 1;
    if (isSilent) throw new FailoverError("STORE_SILENT", { endpoint: "http://127.0.0.1:4443", tried: 1, reason: "connect ETIMEDOUT" });
    stored.push(batch);
    return "stored" as const;
  };
  const sharing = shareProgress({ put, writer: "a", firstSeq: 0 }, [], { clock: idle, onSilence: () => void (said += 1) });
  const keys = recipients.map(({ id }) => recipientKey("n1", id));
  const accepted = (to: string): LogLine => ({ did: "accepted", at, to });
  sharing.plan(keys);
  for (const key of keys) {
    await sharing.mayBegin(key);
    sharing.note(key, accepted(key));
  }
  expect({ asked, said }).toEqual({ asked: 1, said: 1 });
  isSilent = false;
  expect(await sharing.close()).toBe(true);
  expect(stored.map(({ seq }) => seq)).toEqual([0, 1]);
  expect(stored.at(-1)?.closed).toBe(true);
  expect([...(sharedOf(stored).get("a") ?? [])].every(([, { told, times }]) => told === "accepted" && times === 1)).toBe(true);
  expect(sharedOf(stored).get("a")?.size).toBe(keys.length);
});

test("nobody is begun before the bucket names them, and what was only announced is withdrawn at the end", async () => {
  const stored: Batch[] = [];
  const sharing = shareProgress({ put: async (batch) => (stored.push(batch), "stored"), writer: "a", firstSeq: 0 }, [], { clock: idle, onSilence: () => undefined });
  sharing.plan(["x", "y", "z"]);
  await sharing.mayBegin("y");
  expect(stored[0]?.did.map(({ to }) => to)).toContain("y");
  sharing.note("y", { did: "accepted", at, to: "y" });
  await sharing.close();
  expect([...(sharedOf(stored).get("a") ?? [])].map(([to, { isOpen, told }]) => [to, isOpen, told]).toSorted()).toEqual([["x", false, "no"], ["y", false, "accepted"], ["z", false, "no"]]);
});
