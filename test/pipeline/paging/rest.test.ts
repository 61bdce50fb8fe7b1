import { expect, onTestFinished, test } from "vitest";
import { caller } from "../../../scripts/adapters/caller.ts";
import { readSettings } from "../../../scripts/core/settings.ts";
import { openRoads } from "../../../scripts/pipeline/paging/roads.ts";
import { answeringServer } from "../../support/answering-server.ts";
import { settingsText } from "../../support/settings.ts";

const message = { page: "p-1", service: "shop", says: "it is down", acknowledge: "failover page ack p-1" };

test.each([[429, "20", 20], [503, "20", 20], [429, "86400", 60]])("a webhook that answers %d and asks for %s s of rest is left alone for %d s, and told then", async (status, retryAfter, rest) => {
  const hook = await answeringServer({ status, body: {}, headers: { "retry-after": retryAfter } }, { status: 202, body: {} });
  onTestFinished(hook.close);
  let elapsed = 1000;
  const written = readSettings(`${settingsText}channels:\n  webhooks: [{ kind: teams, url: $TEAMS_URL }]\n`, "failover.yaml");
  const roads = openRoads({ directory: "/x", secrets: [], written }, { env: { TEAMS_URL: `${hook.origin}/secret-path` }, clock: { elapsed: () => elapsed }, caller });
  expect(await roads?.announce(message)).toEqual([{ channel: "teams", outcome: "failed", because: `answered ${status}` }]);
  elapsed += rest - 1;
  expect(await roads?.announce(message)).toEqual([{ channel: "teams", outcome: "failed", because: `answered ${status}, and asks to be left alone for 1 s more` }]);
  expect(hook.asked()).toHaveLength(1);
  elapsed += 1;
  expect(await roads?.announce(message)).toEqual([{ channel: "teams", outcome: "sent", because: "answered 202" }]);
});
