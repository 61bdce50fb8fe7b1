import { expect, test } from "vitest";
import { choicesText, type OfferedChoice } from "../../../scripts/core/restore-db/choices-text.ts";

const choice = (title: string): OfferedChoice => ({ title, source: { snapshot: "s" }, lossSeconds: 840, predictedSeconds: 660, digest: "0123456789ab" });
const underWay = { since: "2026-11-25T01:03:00.000Z", sinceSeconds: 90 };
const facts = ["engineVersion=17.4", "subnetGroup=the private subnets of the shop", "parameterGroup=shop-database-seventeen"];
const page = (columnsOf: string) =>
  choicesText(
    { instance: columnsOf, status: "inaccessible-encryption-credentials", like: undefined, facts, outside: { told: true, points: [{ backup: "20261125T005000Z-0a1b2c", snapshotAt: "2026-11-25T00:50:00.000Z", is: ["the newest", "the newest verified at level 1", "the newest verified at level 2"], lossSeconds: 840 }] } },
    { underWay, choices: [], passedOver: ["the snapshot rds:shop-database-2026-11-24-22-07 is of an instance that was encrypted with a key that is gone"] },
    [choice("the newest sound snapshot, rds:shop-database-2026-11-24-22-07 of 2026-11-24T22:07:00.000Z")],
    false,
  );

test("nothing on the page is wider than 80 columns, and what is typed is still one command", () => {
  const text = page("the-database-of-the-shop-in-ireland");
  expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
  expect(text.replaceAll(/ \\\n */g, " ")).toContain(`     failover restore-db --choose 1 --approve 0123456789ab --fact 'engineVersion=17.4' --fact 'subnetGroup=the private subnets of the shop' --fact 'parameterGroup=shop-database-seventeen' --because "…"`);
  expect(text.replaceAll(/\s+/g, " ")).toContain("To replace it, least loss first (times: a rule of thumb; no earlier run has measured it):");
});
