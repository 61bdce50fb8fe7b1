import { afterEach, expect, test } from "vitest";
import { kit } from "../support/kit.ts";
import { notifySite, smtpVariables } from "../support/notify-site.ts";
import { certificateFor, smtpServer } from "../support/smtp-server.ts";

const certificate = certificateFor("localhost");
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

test("while a drill is open customers are not told that it is none, until it has ended", async () => {
  const { received, port, close } = await smtpServer(certificate);
  closing.push(close);
  const directory = await notifySite({ port, cert: certificate.cert, customers: 3, notify: { messagesPerSecond: 1000 } });
  const failover = kit(directory, [], { env: smtpVariables });
  const digest = /[0-9a-f]{12}/.exec((await failover("plan")).out)?.[0] ?? "";
  await failover("declare", "--approve", digest, "--drill", "--because", "it is Thursday");
  expect((await failover("status")).out).toContain("a drill: only its own team is told");

  const failingOver = ["notify", "--state", "failing-over"] as const;
  expect(await failover(...failingOver)).toMatchObject({ code: 3, said: expect.stringMatching(/NOTICE_OF_A_DRILL: run r\S+ is a drill[^]*add --drill[^]*failover abandon/) as string });
  expect((await failover(...failingOver, "--preview")).code).toBe(3);
  expect(received).toEqual([]);
  expect(await failover(...failingOver, "--drill", "--set", "began=2026-11-26T01:10:00Z")).toMatchObject({ code: 0 });
  expect(received.map(({ to }) => to).toSorted()).toEqual(["ana@example.com", "ben@example.com"]);

  await failover("abandon", "--because", "AWS is down in earnest");
  expect(await failover(...failingOver, "--set", "began=2026-11-26T01:10:00Z")).toMatchObject({ code: 0 });
  expect(received).toHaveLength(5);
});
