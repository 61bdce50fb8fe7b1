import { expect, test } from "vitest";
import type { Told } from "../../scripts/core/notices/mail.ts";
import { Secret } from "../../scripts/core/secret.ts";
import { notifyDone, notifyStart } from "../../scripts/steps/tell-customers.ts";
import { exampleSettings } from "../support/example-settings.ts";
import { contextWith, portsWith } from "../support/step-world.ts";

const smtp = { host: "smtp.example.com", port: 587, user: "shop", password: new Secret("smtp-not-for-printing"), from: "status@example.com" };
const set = contextWith({ settings: { ...exampleSettings, channels: { webhooks: [], smtp } } });

function telling(told: Told) {
  const asked: string[] = [];
  const said: string[] = [];
  return { asked, said, notices: { tell: async ({ state, isDrill, isFirst }: { readonly state: string; readonly isDrill: boolean; readonly isFirst: boolean }) => (asked.push(`${state}${isDrill ? ", a drill" : ""}${isFirst ? "" : ", again"}`), told) }, operator: { say: () => undefined, progress: (_: string, text: string) => void said.push(text) } };
}

test("without a mail server the run tells nobody, and says why", async () => {
  const { channels: _, ...without } = { ...exampleSettings, channels: undefined };
  expect(await notifyStart.run(portsWith({}), contextWith({ settings: without }))).toMatchObject({ told: false, because: expect.stringContaining("channels.smtp") as string });
});

test("the beginning and the return are told, each with its own words", async () => {
  const world = telling({ told: true, notice: "n1", accepted: 3, bounced: 1, left: 2 });
  expect(await notifyStart.run(portsWith(world), set)).toMatchObject({ told: true, accepted: 3 });
  await notifyDone.run(portsWith(world), set);
  expect(world.asked).toEqual(["failing-over", "on-mirror"]);
  expect(world.said[0]).toBe("3 told, 1 bounced, 2 left: failover notify --resume n1");
});

test("a drill tells the drill's own team alone", async () => {
  const world = telling({ told: true, notice: "n1", accepted: 3, bounced: 0, left: 0 });
  await notifyStart.run(portsWith(world), contextWith({ settings: set.settings, decisions: { declare: { digest: "ab", preApproved: [], drill: true } } }));
  await notifyDone.run(portsWith(world), contextWith({ settings: set.settings, decisions: { declare: { digest: "ab", preApproved: [] } } }));
  expect(world.asked).toEqual(["failing-over, a drill", "on-mirror"]);
});

test("what hinders it is said aloud and fails nothing", async () => {
  const world = telling({ told: false, because: "there is no contacts.yaml" });
  expect(await notifyStart.run(portsWith(world), set)).toEqual({ told: false, because: "there is no contacts.yaml" });
  expect(world.said).toEqual(["CUSTOMERS WERE NOT TOLD: there is no contacts.yaml"]);
});

test("an attempt after the first knows that somebody may have been told", async () => {
  const world = telling({ told: true, notice: "n1", accepted: 3, bounced: 0, left: 0 });
  await notifyStart.run(portsWith(world), contextWith({ settings: set.settings, attempt: 2 }));
  expect(world.asked).toEqual(["failing-over, again"]);
});
