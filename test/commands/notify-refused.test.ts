import { afterEach, expect, test } from "vitest";
import { tell } from "../../scripts/pipeline/notices/tell.ts";
import { kit, worldOf } from "../support/kit.ts";
import { notifySite, smtpVariables } from "../support/notify-site.ts";
import { certificateFor, smtpServer, type Faults } from "../support/smtp-server.ts";

const certificate = certificateFor("localhost");
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const CUSTOMERS = 12;
const investigating = ["notify", "--state", "investigating", "--set", "began=2026-11-26T01:10:00Z"] as const;

/** A company whose mail server does what `faults` says when it is asked. */
async function site(faults: Faults | ((elapsed: () => number) => Faults), customers = CUSTOMERS) {
  let slept = 0;
  const clock = { now: () => new Date("2026-11-26T01:12:00Z"), elapsed: () => slept, sleep: async (seconds: number) => void (slept += seconds) };
  const server = await smtpServer(certificate, typeof faults === "function" ? faults(() => slept) : faults);
  closing.push(server.close);
  const directory = await notifySite({ port: server.port, cert: certificate.cert, customers, notify: { messagesPerSecond: 1000, connections: 1 } });
  return { directory, elapsed: () => slept, received: server.received, type: kit(directory, [], { env: smtpVariables, clock }) };
}

const resumed = (said: string) => ["notify", "--resume", /n\d{8}-\d{6}-[0-9a-f]{4}/.exec(said)?.[0] ?? ""];

test("a quota that is used up stops the rest, takes nobody for unreachable, and the notice goes on once it is lifted", async () => {
  const quota = { isUsedUp: true };
  const { received, type } = await site({ refuseMessage: (address) => (quota.isUsedUp && !/-[0-3]@/.test(address) ? { code: 550, text: "5.4.5 Daily user sending limit exceeded" } : undefined) });
  const { code, out, said } = await type(...investigating);
  expect({ code, out, said }).toMatchObject({ code: 1, out: expect.stringContaining("4 of 12 accepted, 0 bounced, 8 left") as string, said: expect.stringContaining("it refuses the message itself (550 5.4.5); 8 are left") as string });
  quota.isUsedUp = false;
  expect(await type(...resumed(said))).toMatchObject({ code: 0, out: expect.stringContaining("12 of 12 accepted, 0 bounced, 0 left") as string });
  expect(new Set(received.map(({ to }) => to)).size).toBe(CUSTOMERS);
});

test("a sender whom the server does not know is told at once, and nobody counts as bounced", async () => {
  const { received, type } = await site({ refuseMessage: () => ({ code: 554, text: "Message rejected: Email address is not verified." }) }, 2);
  const { code, out, said } = await type(...investigating);
  expect({ code, out, said, received }).toMatchObject({ code: 1, out: expect.stringContaining("0 of 2 accepted, 0 bounced, 2 left") as string, said: expect.stringContaining("it refuses the message itself (554); 2 are left") as string, received: [] });
});

test("a run that a mail server turns away says why, beside how many are left", async () => {
  const { directory } = await site({ password: "another-one" });
  const said: string[] = [];
  const world = worldOf(directory, [], { env: smtpVariables }, { out: [], said });
  const about = { projectDirectory: directory, run: "r20261126-011000-a1b2", state: "failing-over", isDrill: false, isFirst: true };
  expect(await tell(about, world, new AbortController().signal)).toMatchObject({ told: true, accepted: 0, left: CUSTOMERS });
  expect(said.join("")).toMatch(/takes no messages from us: the user or the password was\s+refused \(535 5\.7\.8\)/);
});

test("whoever's server refuses what it takes for the others has bounced, and the notice ends", async () => {
  const { received, type } = await site({ refuseMessage: (address) => (/-[07]@/.test(address) ? { code: 550, text: "5.7.1 blocked by policy" } : undefined) });
  expect(await type(...investigating)).toMatchObject({ code: 0, out: expect.stringMatching(/10 of 12 accepted, 2 bounced, 0 left\nBounced, for good:\n {2}c0 \(550 5\.7\.1\)\n {2}c7/) as string });
  expect(received).toHaveLength(10);
});

test("a server that takes a few in a while is asked again soon as long as it takes any", async () => {
  let [window, taken] = [0, 0];
  const { elapsed, type } = await site((now) => ({
    refuseMessage: () => {
      if (Math.floor(now() / 30) !== window) [window, taken] = [Math.floor(now() / 30), 0];
      return (taken += 1) <= 2 ? undefined : { code: 454, text: "Throttling failure: Maximum sending rate exceeded." };
    },
  }), 8);
  expect(await type(...investigating)).toMatchObject({ code: 0, out: expect.stringContaining("8 of 8 accepted") as string });
  expect(elapsed()).toBeLessThan(300);
});

test("those whom a server puts off do not keep the others waiting", async () => {
  const { received, type } = await site({ refuseMessage: (address, time) => (/-[0-4]@/.test(address) && time < 4 ? { code: 451, text: "4.7.1 come again" } : undefined) });
  expect(await type(...investigating)).toMatchObject({ code: 0, out: expect.stringContaining("12 of 12 accepted, 0 bounced, 0 left") as string });
  expect(received.slice(0, 7).map(({ to }) => to)).toEqual([5, 6, 7, 8, 9, 10, 11].map((n) => `person-${n}@planted.example`));
});
