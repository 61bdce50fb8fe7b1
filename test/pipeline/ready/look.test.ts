import { expect, test } from "vitest";
import { attended } from "../../../scripts/adapters/object-store.ts";
import { s3Attended } from "../../../scripts/adapters/s3-store.ts";
import { FailoverError } from "../../../scripts/core/errors.ts";
import { green } from "../../../scripts/core/ready/finding.ts";
import { readiness } from "../../../scripts/core/readiness.ts";
import { readinessText } from "../../../scripts/core/readiness-text.ts";
import { chain } from "../../../scripts/pipeline/ready/chain.ts";
import type { Check, Eyes } from "../../../scripts/pipeline/ready/check.ts";
import { look } from "../../../scripts/pipeline/ready/look.ts";
import { loss } from "../../../scripts/pipeline/ready/loss.ts";
import { protection } from "../../../scripts/pipeline/ready/protection.ts";
import { strayKeys } from "../../../scripts/pipeline/ready/stray-keys.ts";
import { verified } from "../../../scripts/pipeline/ready/verified.ts";

// None of these checks looks at anything.
const eyes = {} as Eyes;
const check = (id: string, see: Check["look"]): Check => ({ id, limitSeconds: 7, look: see });
const never = { sleep: () => new Promise<void>(() => undefined) };
const atOnce = { sleep: async () => undefined };

test("a check that refuses, one that breaks and one that is well all speak", async () => {
  const found = await look(
    [
      check("well", async () => [green("well", "fine")]),
      check("refused", async () => Promise.reject(new FailoverError("NO_SOUND_BACKUP", { bucket: "b", refused: [] }))),
      check("broken", async () => Promise.reject(new TypeError("x is not a function"))),
    ],
    eyes,
    never,
  );
  expect(found.map(({ check: id, light }) => [id, light])).toEqual([["well", "green"], ["refused", "unknown"], ["broken", "unknown"]]);
  expect(found.map(({ says }) => says)).toEqual(["fine", "there is no backup in b", "the check itself failed: x is not a function"]);
});

test("a trouble of the store is told once, and whoever met the same refers to it", async () => {
  const silent = (tried: number) => async () => Promise.reject(new FailoverError("STORE_SILENT", { endpoint: "https://store", tried, reason: "nothing listens there" }));
  const refused = (request: string) => async () => Promise.reject(new FailoverError("STORE_REFUSED", { endpoint: "https://store", request, status: 403, text: "no" }));
  const found = await look([check("loss", silent(5)), check("verified", silent(1)), check("keys", refused("GET /x")), check("image", refused("GET /y")), check("chain", silent(1))], eyes, never);
  expect(found.map(({ says, next }) => [says, next?.split(",")[0]])).toEqual([
    ["the object store at https://store gave no answer, tried 5 times: nothing listens there", "check the network and storage.endpoint"],
    ["could not be looked at, for the same reason as 'loss'", "what 'loss' says"],
    ["the object store at https://store answered 403 to GET /x: no", "check the bucket's name"],
    ["the object store at https://store answered 403 to GET /y: no", "check the bucket's name"],
    ["could not be looked at, for the same reason as 'loss'", "what 'loss' says"],
  ]);
});

test("a file that is missing is told once, by the first of those who need it, and another file apart", async () => {
  const missing = (path: string) => async () => Promise.reject(new FailoverError("FILE_MISSING", { path, purpose: "it tells the exporter's backups from anybody else's" }));
  const found = await look([check("loss", missing("a.pub")), check("operations-key", missing("a.pub")), check("chain", missing("b.pub")), check("mirror-image", missing("a.pub"))], eyes, never);
  expect(found.map(({ says }) => /a\.pub|b\.pub|'.*'/.exec(says)?.[0])).toEqual(["a.pub", "'loss'", "b.pub", "'loss'"]);
});

test("a check that never ends is unknown once its time is up", async () => {
  const found = await look([check("hangs", () => new Promise(() => undefined))], eyes, atOnce);
  expect(found).toEqual([{ check: "hangs", light: "unknown", says: "no answer within 7 s", next: "type the same command again" }]);
});

test("whoever looks at a store looks for longer than a person's command waits for one, so that the row says why", () => {
  const atStore = [chain, loss, protection, strayKeys, verified];
  for (const { id, limitSeconds } of atStore) expect([id, limitSeconds > Math.max(attended.allSeconds, s3Attended.patience.limitSeconds)]).toEqual([id, true]);
});

const at = new Date("2026-11-25T12:00:00Z");

test.each([
  [["green", "amber"], true],
  [["green", "unknown"], false],
  [["green", "red", "amber"], false],
  [[], false],
] as const)("findings of %o are ready: %s", (lights, isReady) => {
  const found = readiness("shop", at, lights.map((light) => ({ check: light, light, says: light, next: null })));
  expect(found.isReady).toBe(isReady);
});

test("a person sees the worst first, within the width of the page, and what to do about it", () => {
  const findings = [
    { check: "tools", light: "green", says: "pulumi, ansible-playbook, ssh run on this machine", next: null },
    { check: "loss", light: "red", says: "everything since 2026-11-25T08:00:00.000Z would be lost, 4 h by now; agreed are 60 min", next: "'systemctl status failover-export.timer' on the exporter's host" },
  ] as const;
  const text = readinessText(readiness("shop", at, findings), 60);
  expect(text).toBe(`If shop failed over now, 2026-11-25 12:00 UTC

red      loss   everything since 2026-11-25T08:00:00.000Z
                would be lost, 4 h by now; agreed are 60 min
                next: 'systemctl status
                failover-export.timer' on the exporter's
                host

green    tools  pulumi, ansible-playbook, ssh run on this
                machine

not ready: 1 red, 1 green`);
});
