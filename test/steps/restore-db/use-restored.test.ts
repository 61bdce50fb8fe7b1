import { describe, expect, test } from "vitest";
import { awaitLogins } from "../../../scripts/steps/restore-db/await-logins.ts";
import { pointApplication } from "../../../scripts/steps/restore-db/point-application.ts";
import { proveWrites } from "../../../scripts/steps/restore-db/prove-writes.ts";
import { countBroken } from "../../../scripts/steps/restore-db/count-broken.ts";
import { tellLeft } from "../../../scripts/steps/restore-db/tell-left.ts";
import { liftFence, proveBack } from "../../../scripts/steps/restore-db/revert.ts";
import { tellLoss } from "../../../scripts/steps/restore-db/tell-loss.ts";
import { warmDatabase } from "../../../scripts/steps/restore-db/warm-database.ts";
import { asJson } from "../../../scripts/core/restore-db/outputs.ts";
import { paperRds, rdsInstance } from "../../support/paper-rds.ts";
import { awsSettings, awsStack, looked, orderedShell, restored, restoring } from "../../support/restore-db-world.ts";
import { memoryStore } from "../../support/memory-store.ts";
import { memoryFiles, portsWith } from "../../support/step-world.ts";

const stack = { "stack output": { stdout: JSON.stringify(awsStack) }, "ansible-playbook": {} };
const old = awsStack.database.address;

test("logins are waited for from inside the VPC; a database that never takes one is an error with the reason", async () => {
  let tries = 0;
  const { shell, ordered } = orderedShell(() => ({ answers: ++tries > 2, because: "connection refused" }));
  expect(await awaitLogins.run(portsWith({ shell }), restoring())).toEqual({ address: restored.address, port: 5432 });
  expect(ordered[0]).toMatchObject({ host: restored.address, user: "exporter", order: { what: "knock" } });
  const never = orderedShell(() => ({ answers: false, because: "connection refused" }));
  await expect(awaitLogins.run(portsWith({ shell: never.shell }), restoring())).rejects.toMatchObject({ code: "RESTORED_DATABASE_SILENT" });
});

test("what could not be read through in time is said, and stops nothing", async () => {
  const said: string[] = [];
  const { shell, ordered } = orderedShell(() => ({ read: 3, bytes: 9, leftToRead: 2, leftBytes: 99, indexesToo: false }));
  await warmDatabase.run(portsWith({ shell, operator: { say: (line) => said.push(line), progress: () => undefined } }), restoring());
  expect(ordered[0]?.order).toEqual({ what: "warm", seconds: 60 });
  expect(said.join("\n")).toMatch(/2 tables and indexes were not read[^]*pg_prewarm/);
});

describe("the application is pointed at it", () => {
  const alias = { ...awsSettings, database: { ...awsSettings.database, alias: { name: "db.shop.example.com", ttl: 60 } } };
  const record = { id: "9", name: "db.shop.example.com", type: "CNAME", content: old, proxied: false, ttl: 60 } as const;
  const variablesOf = (files: ReturnType<typeof memoryFiles>) => JSON.parse([...files.written].find(([path]) => path.endsWith("variables.json"))?.[1] ?? "{}") as Record<string, unknown>;
  const world = (records: readonly object[] = []) => {
    const moved: unknown[] = [];
    const files = memoryFiles();
    const { shell, ran } = orderedShell(() => ({}), stack);
    const dns = { records: async () => records as never, originEncryption: async () => ({ refused: "not asked here" }), replace: async (changes: readonly unknown[]) => void moved.push(...changes) };
    const resolver = { addresses: async () => ({ addresses: moved.length > 0 ? ["10.10.9.9"] : ["10.10.1.1"], ttlSeconds: 60 }) };
    const ports = portsWith({ shell, files, dns, resolver, tcp: { connect: async () => "connected" as const } });
    return { ports, files, moved, ran };
  };

  test("by its address, on every host, started from anew", async () => {
    const { ports, files, ran } = world();
    expect(await pointApplication.run(ports, restoring())).toEqual({ host: restored.address, configured: ["shop-app-1", "shop-app-2"] });
    expect(variablesOf(files)).toMatchObject({ failover_side: "aws", failover_database_host: restored.address });
    expect(ran.at(-1)).toContain("point-application.yml");
  });

  test("by the company's own name for it, moved first and seen by the resolvers", async () => {
    const { ports, files, moved } = world([record]);
    await pointApplication.run(ports, restoring({ settings: alias }));
    expect(moved).toEqual([{ ...record, content: restored.address }]);
    expect(variablesOf(files)).toMatchObject({ failover_database_host: "db.shop.example.com" });
  });

  test.each([["there is none", []], ["there are two", [record, { ...record, id: "8" }]], ["it is proxied", [{ ...record, proxied: true }]]])("not by a name of which %s", async (_, records) => {
    const { ports, moved } = world(records);
    await expect(pointApplication.run(ports, restoring({ settings: alias }))).rejects.toMatchObject({ code: "DNS_PLAN_OBJECTED" });
    expect(moved).toEqual([]);
  });
});

describe("where writes land is proved", () => {
  const everybody = awsStack.app.map(({ address }) => address);
  const prove = (sessions: readonly string[], oldAnswers: boolean, because = "timeout expired") => {
    const { shell, ordered } = orderedShell(({ order }) => (order.what === "mark" ? { written: true, sessions } : { answers: oldAnswers, because }));
    return { ordered, done: proveWrites.run(portsWith({ shell }), restoring()) };
  };

  test("a row written by the owner, every application host at work there, and an old one that takes nobody", async () => {
    const { done, ordered } = prove([...everybody, "10.10.32.9"], false);
    expect(await done).toMatchObject({ marker: "r1", oldAnswers: false, because: "timeout expired" });
    expect(ordered.map(({ host, user }) => [host, user])).toEqual([[restored.address, "shop"], [old, "exporter"]]);
  });

  test("an application host that is not there is named", async () => {
    await expect(prove(everybody.slice(0, 1), false).done).rejects.toMatchObject({ code: "APPLICATION_ELSEWHERE", message: expect.stringContaining("shop-app-2 (10.10.33.7)") as string });
  });

  test("an old one that still answers is an error", async () => {
    await expect(prove(everybody, true).done).rejects.toMatchObject({ code: "DATABASE_STILL_ANSWERS" });
  });

  test("one that turns this login away is up: others may write there", async () => {
    await expect(prove(everybody, false, 'FATAL:  password authentication failed for user "exporter"').done).rejects.toMatchObject({ code: "DATABASE_STILL_ANSWERS" });
  });
});

test("what was lost is bounded: from the restored moment until the fence", async () => {
  const said: string[] = [];
  const outputs = { "verify-database": { comparedWith: "b-1", rowsDiffering: ["public.orders: 9 rows, the export has 7"] } };
  const ports = portsWith({ rds: paperRds(), operator: { say: (line) => said.push(line), progress: () => undefined } });
  expect(await tellLoss.run(ports, restoring({ outputs }))).toMatchObject({ recoveredUntil: "2026-11-25T01:00:00.000Z", lossSecondsAtMost: 300, fenced: true, rowsDiffering: ["public.orders: 9 rows, the export has 7"] });
  expect(said.join("\n")).toMatch(/Lost: at most 300 s of writes[^]*--adopt r1[^]*--revert r1/);
});

const held = { tables: [{ table: "public.orders", rows: 12, tail: { kind: "number", runs: [["12", "1"]], whole: true } }, { table: "public.notes", rows: null, because: "it is damaged" }] } as const;
const base = { counted: { "public.orders": 9, "public.notes": 4 }, newest: { "public.orders": "9" } };
const listening = () => {
  const said: string[] = [];
  return { said, operator: { say: (line: string) => void said.push(line), progress: () => undefined } };
};

test("what was lost is told table by table beside what the broken one held before its fence; of what nobody could count, that", async () => {
  const { said, operator } = listening();
  const outputs = { "count-broken": asJson({ asked: true, at: "2026-11-25T01:04:30.000Z", held }), "verify-database": asJson({ comparedWith: null, rowsDiffering: [], base }) };
  expect(await tellLoss.run(portsWith({ rds: paperRds(), operator }), restoring({ outputs }))).toMatchObject({
    brokenRows: { told: true, same: 0, notTold: ["public.notes"], differing: [{ table: "public.notes", restored: 4, other: null }, { table: "public.orders", restored: 9, other: 12, newer: { rows: 3, atLeast: false } }] },
  });
  expect(said.join("\n")).toMatch(/1 otherwise, of 1 it could not be told[^]*notes: 4 rows restored, the broken one could not be counted \(it is damaged\)[^]*orders: 9 rows restored, the broken one 12, 3 more; 3 newer/);
});

test("a broken one that nobody could ask is no broken one without rows", async () => {
  const { said, operator } = listening();
  const outputs = { "verify-database": asJson({ comparedWith: null, rowsDiffering: [], base }) };
  expect(await tellLoss.run(portsWith({ rds: paperRds(), operator }), restoring({ outputs }))).toMatchObject({ brokenRows: { told: false, because: "AWS calls it failed" } });
  expect(said.join("\n")).toContain("Beside the broken database: could not be told");
});

describe("until when the broken one can have taken writes", () => {
  const tell = async (fence: object, message: string) => {
    const rds = paperRds({ events: [{ at: "2026-11-25T01:05:40Z", message }] });
    const outputs = { "fence-database": asJson({ at: "2026-11-25T01:05:00.000Z", because: "", ...fence }), "verify-database": asJson({ comparedWith: null, rowsDiffering: [] }) };
    const clock = { now: () => new Date("2026-11-25T01:30:00Z"), sleep: async () => undefined, elapsed: () => 0 };
    return tellLoss.run(portsWith({ rds, clock }), restoring({ outputs }));
  };
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html
  test.each<[string, object, string, string]>([
    ["is when the reboot ended its connections, as AWS tells", { fenced: true, rebooted: true }, "DB instance restarted", "2026-11-25T01:05:40.000Z"],
    ["is now, as long as AWS tells of no restart", { fenced: true, rebooted: true }, "DB instance shutdown", "2026-11-25T01:30:00.000Z"],
    ["is now, when AWS refused the reboot", { fenced: true, rebooted: false }, "DB instance restarted", "2026-11-25T01:30:00.000Z"],
    ["is now, when it is not fenced", { fenced: false }, "DB instance restarted", "2026-11-25T01:30:00.000Z"],
  ])("%s", async (_, fence, message, writesUntil) => {
    expect(await tell(fence, message)).toMatchObject({ writesUntil });
  });
});

describe("the broken database is asked what it holds before its fence", () => {
  test("as the exporter, and its answer is kept with the time: the rows in the journal, the keys beside it", async () => {
    const { shell, ordered } = orderedShell(() => held);
    const counted = await countBroken.run(portsWith({ shell, files: memoryFiles(), objects: memoryStore().objects }), restoring());
    expect(counted).toMatchObject({ asked: true, tables: [{ table: "public.orders", rows: 12 }, { table: "public.notes", rows: null, because: "it is damaged" }], keys: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string, tables: 1 } });
    expect(JSON.stringify(counted)).not.toContain("runs");
    expect(ordered).toMatchObject([{ host: old, user: "exporter", order: { what: "holdings", counts: true } }]);
  });

  test("not when AWS calls it failed: its fence does not wait for a silence", async () => {
    const { shell, ordered } = orderedShell(() => held);
    const outputs = { "look-at-database": { ...(looked as object), broken: asJson(rdsInstance({ status: "failed" })) } as never };
    expect(await countBroken.run(portsWith({ shell }), restoring({ outputs }))).toEqual({ asked: false, because: "AWS calls it failed" });
    expect(ordered).toEqual([]);
  });

  test("and if it takes no login, the run goes on", async () => {
    const shell = { run: async () => ({ exitCode: 1, stdout: "", stderr: "connection refused" }) };
    expect(await countBroken.run(portsWith({ shell }), restoring())).toMatchObject({ asked: false, because: expect.stringContaining("connection refused") as string });
  });
});

const back = { run: "r1", instance: "shop-database", address: old, port: 5432, securityGroups: ["sg-database"], exporter: "10.10.32.9", app: [...awsStack.app], restored, base };

test("going back is proved as going there was: a row by the owner, and every application host at work there", async () => {
  const { shell, ordered } = orderedShell(() => ({ written: true, sessions: ["10.10.32.7", "10.10.33.7"] }));
  expect(await proveBack.run(portsWith({ shell }), restoring({ given: asJson(back) }))).toMatchObject({ sessions: ["10.10.32.7", "10.10.33.7"] });
  expect(ordered).toMatchObject([{ host: old, user: "shop", order: { what: "mark" } }]);
  const { shell: half } = orderedShell(() => ({ written: true, sessions: ["10.10.32.7"] }));
  await expect(proveBack.run(portsWith({ shell: half }), restoring({ given: asJson(back) }))).rejects.toMatchObject({ code: "APPLICATION_ELSEWHERE" });
});

describe("what the restored one has alone is told once nobody writes to it", () => {
  const tell = async (given: object, answer: () => object) => {
    const { said, operator } = listening();
    const rds = paperRds({ instances: [rdsInstance(), rdsInstance({ identifier: restored.identifier })] });
    return { done: await tellLeft.run(portsWith({ rds, operator, shell: orderedShell(answer).shell }), restoring({ given: asJson(given) })), said };
  };

  test("how many rows in which tables, and where it is", async () => {
    const { done, said } = await tell(back, () => held);
    expect(done).toMatchObject({ told: true, restored: { identifier: "shop-r1", status: "available" }, differing: [{ table: "public.notes" }, { table: "public.orders", restored: 9, other: 12 }] });
    expect(said.join("\n")).toMatch(/in shop-r1 alone \(available, at shop-r1[^]*orders: 9 rows restored, now 12, 3 more; 3 newer/);
  });

  test("not at all, if it no longer answers or was never counted; that is said and is not none", async () => {
    expect((await tell({ ...back, base: undefined }, () => held)).said.join("\n")).toContain("could not be told: it was not counted");
    const { done } = await tell(back, () => ({ nonsense: true }));
    expect(done).toMatchObject({ told: false });
  });

  test("if nothing had been restored, nothing is left", async () => {
    expect((await tell({ ...back, restored: undefined }, () => held)).done).toEqual({ restored: null });
  });
});

test("going back opens the old one with the groups it had, and only if it takes a login", async () => {
  const given = { run: "r1", instance: "shop-database", address: old, port: 5432, securityGroups: ["sg-database"], exporter: "10.10.32.9" };
  const rds = paperRds();
  const well = orderedShell(() => ({ answers: true, because: "it takes a login" }));
  expect(await liftFence.run(portsWith({ rds, shell: well.shell }), restoring({ given }))).toMatchObject({ instance: "shop-database" });
  expect(rds.changes).toEqual([["shop-database", { securityGroups: ["sg-database"] }]]);
  const dead = orderedShell(() => ({ answers: false, because: "no route" }));
  await expect(liftFence.run(portsWith({ rds, shell: dead.shell }), restoring({ given }))).rejects.toMatchObject({ code: "RESTORED_DATABASE_SILENT" });
});
