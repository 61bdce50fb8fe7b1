import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FailoverError } from "../../scripts/core/errors.ts";
import { pagesIn } from "../../scripts/core/paging/ladder.ts";
import { evidenceStore } from "../support/evidence-store.ts";
import { minute, told } from "../support/evidence.ts";
import { kit, projectDirectory } from "../support/kit.ts";
import { realWorldClock } from "../support/still-clock.ts";

const CHANNELS = "channels:\n  webhooks: [{ kind: pagerduty, key: $PD_KEY }, { kind: teams, url: $TEAMS_URL }]\n";

test("whoever acknowledges a page at a machine without the channels' secrets has acknowledged it, and is told what was not sent", async () => {
  const directory = await projectDirectory();
  const store = evidenceStore(() => minute(5));
  await appendFile(join(directory, "failover.yaml"), CHANNELS);
  await store.seed([told(0, { kind: "page", page: "p-1a2b3c4d", about: "disaster", says: "this is a disaster" })]);
  const failover = kit(directory, [], { ledger: async () => store.objects, clock: realWorldClock(() => new Date(minute(5))) });

  const { code, said } = await failover("page", "ack", "p-1a2b3c4d");
  expect(said).toMatch(/Acknowledged\. Nobody further is paged for p-1a2b3c4d/);
  expect(said).toMatch(/PagerDuty was not told: .*PD_KEY/);
  expect(code).toBe(0);
  const { pages } = JSON.parse((await failover("page", "list", "--json")).out) as { pages: ReturnType<typeof pagesIn> };
  expect(pages[0]?.acknowledged?.by).toBe("ana@laptop");
});

test("whoever names no page takes on the only one that is open; where several are, nobody guesses", async () => {
  const directory = await projectDirectory();
  const store = evidenceStore(() => minute(5));
  const failover = kit(directory, [], { ledger: async () => store.objects, clock: realWorldClock(() => new Date(minute(5))) });
  expect((await failover("page", "ack")).said).toMatch(/no page is named[\s\S]*none is open/);
  await store.seed([told(0, { kind: "page", page: "p-1a2b3c4d", about: "disaster", says: "this is a disaster" })]);
  expect((await failover("page", "ack")).said).toContain("Nobody further is paged for p-1a2b3c4d");
  await store.seed([told(1, { kind: "page", page: "p-2b3c4d5e", about: "disaster", says: "another" }), told(2, { kind: "page", page: "p-3c4d5e6f", about: "disaster", says: "one more" })]);
  expect((await failover("page", "ack")).said).toMatch(/no page is named[\s\S]*p-1a2b3c4d, p-2b3c4d5e, p-3c4d5e6f/);
});

const DAY = 24 * 60;

test("a machine whose clock is days off sees the pages of now, and acknowledges them", async () => {
  for (const off of [-5 * DAY, 5 * DAY]) {
    const store = evidenceStore(() => minute(5));
    await store.seed([told(0, { kind: "page", page: "p-1a2b3c4d", about: "disaster", says: "this is a disaster" })]);
    const failover = kit(await projectDirectory(), [], { ledger: async () => store.objects, clock: realWorldClock(() => new Date(minute(5 + off))) });
    const listed = await failover("page", "list");
    expect(listed.out).toContain("p-1a2b3c4d");
    expect(listed.said).toContain(`this machine's clock differs from the store's by ${off * 60} s`);
    expect((await failover("page", "ack")).said).toContain("Nobody further is paged for p-1a2b3c4d");
  }
});

test("a page that the silent bucket holds is acknowledged by its name: written down here, and sent when the bucket answers", async () => {
  const store = evidenceStore(() => minute(5));
  await store.seed([told(0, { kind: "page", page: "p-1a2b3c4d", about: "disaster", says: "this is a disaster" })]);
  const silent = () => Promise.reject(new FailoverError("STORE_SILENT", { endpoint: "http://x", reason: "no answer", tried: 1 }));
  const directory = await projectDirectory();
  const clock = realWorldClock(() => new Date(minute(5)));
  const cutOff = kit(directory, [], { clock, ledger: async () => ({ ...store.objects, create: silent, list: silent, folders: silent, read: silent, look: silent }) });

  expect((await cutOff("page", "list")).out).toBe("No page is known on this machine.\n");
  const { code, said } = await cutOff("page", "ack", "p-1a2b3c4d");
  expect({ code, said }).toMatchObject({ code: 0, said: expect.stringContaining("Written down here only") as string });
  expect((await cutOff("page", "ack", "p-1a2b")).said).toContain("PAGE_UNKNOWN");

  const again = kit(directory, [], { clock, ledger: async () => store.objects });
  await again("watch", "--status");
  const { pages } = JSON.parse((await again("page", "list", "--json")).out) as { pages: ReturnType<typeof pagesIn> };
  expect(pages[0]?.acknowledged?.by).toBe("ana@laptop");
});
