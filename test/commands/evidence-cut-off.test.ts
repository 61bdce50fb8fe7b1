import { expect, test } from "vitest";
import { FailoverError } from "../../scripts/core/errors.ts";
import { evidenceStore } from "../support/evidence-store.ts";
import { minute, report, told } from "../support/evidence.ts";
import { kit, projectDirectory } from "../support/kit.ts";
import { realWorldClock } from "../support/still-clock.ts";

const DAY = 24 * 60;
const now = 30;

/** One machine of several, with the others' words in the bucket; `off`: its clock, in minutes; `silent`: the bucket does not answer. */
async function machine({ off = 0, silent = false }: { readonly off?: number; readonly silent?: boolean } = {}) {
  const store = evidenceStore(() => minute(now));
  await store.seed([report(10, "acme", "r-aaaaaa"), told(12, { kind: "standby", item: "freeze", because: "deployments are stopped" })]);
  const refuse = () => Promise.reject(new FailoverError("STORE_SILENT", { endpoint: "http://x", reason: "no answer", tried: 1 }));
  const objects = silent ? { ...store.objects, create: refuse, list: refuse, folders: refuse, read: refuse, look: refuse } : store.objects;
  return kit(await projectDirectory(), [], { ledger: async () => objects, clock: realWorldClock(() => new Date(minute(now + off))) });
}

test("stand-by work that somebody else has done is shown as done on a machine whose clock is days off", async () => {
  for (const off of [-5 * DAY, 5 * DAY]) {
    const { out, said } = await (await machine({ off }))("standby", "list");
    expect(out).toMatch(/^done .*freeze/m);
    expect(said).toContain("this machine's clock differs from the store's");
  }
});

test("while the bucket is silent nobody takes the open work that is listed for all there is to know", async () => {
  const { code, said } = await (await machine({ silent: true }))("standby", "list");
  expect({ code, said }).toMatchObject({ code: 0, said: expect.stringMatching(/^Note: .*no answer.*This is what this\s+machine knows/s) as string });
});

test("what a reader must know besides fits a terminal, whatever the store said", async () => {
  for (const args of [["standby", "list"], ["page", "list"]]) {
    const { said } = await (await machine({ silent: true }))(...args);
    expect(Math.max(...said.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  }
});

test("a report is withdrawn on a machine whose clock is days off, and where the bucket that holds it is silent", async () => {
  const withdraw = ["report-in", "--withdraw", "r-aaaaaa", "--because", "their own network"] as const;
  expect(await (await machine({ off: 5 * DAY }))(...withdraw)).toMatchObject({ code: 0, out: "r-aaaaaa\n" });
  const { code, said } = await (await machine({ silent: true }))(...withdraw);
  expect(code).toBe(0);
  expect(said).toContain("Nobody checked whether there is a report r-aaaaaa");
  expect(said).toContain("Recorded on this machine only");
  expect((await (await machine())("report-in", "--withdraw", "r-bbbbbb", "--because", "a mistake")).said).toContain("REPORT_UNKNOWN");
});

test("while the bucket is silent too few reports are 'cannot tell', not 'not met'", async () => {
  const { said } = await (await machine({ silent: true }))("report-in", "--customer", "bolt", "--said", "nothing loads");
  expect(said).toContain("Reports: cannot tell; 1 of them so far: bolt, as far as this machine knows");
});
