import { describe, expect, test } from "vitest";
import { awaitLogins } from "../../../scripts/steps/restore-db/await-logins.ts";
import { pointApplication } from "../../../scripts/steps/restore-db/point-application.ts";
import { proveWrites } from "../../../scripts/steps/restore-db/prove-writes.ts";
import { liftFence } from "../../../scripts/steps/restore-db/revert.ts";
import { tellLoss } from "../../../scripts/steps/restore-db/tell-loss.ts";
import { warmDatabase } from "../../../scripts/steps/restore-db/warm-database.ts";
import { paperRds } from "../../support/paper-rds.ts";
import { awsSettings, awsStack, orderedShell, restored, restoring } from "../../support/restore-db-world.ts";
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
    const dns = { records: async () => records as never, replace: async (changes: readonly unknown[]) => void moved.push(...changes) };
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
  const prove = (sessions: readonly string[], oldAnswers: boolean) => {
    const { shell, ordered } = orderedShell(({ order }) => (order.what === "mark" ? { written: true, sessions } : { answers: oldAnswers, because: "timeout expired" }));
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
});

test("what was lost is bounded: from the restored moment until the fence", async () => {
  const said: string[] = [];
  const outputs = { "verify-database": { comparedWith: "b-1", rowsDiffering: ["public.orders: 9 rows, the export has 7"] } };
  const ports = portsWith({ rds: paperRds(), operator: { say: (line) => said.push(line), progress: () => undefined } });
  expect(await tellLoss.run(ports, restoring({ outputs }))).toMatchObject({ recoveredUntil: "2026-11-25T01:00:00.000Z", lossSecondsAtMost: 300, fenced: true, rowsDiffering: ["public.orders: 9 rows, the export has 7"] });
  expect(said.join("\n")).toMatch(/Lost: at most 300 s of writes[^]*--adopt r1[^]*--revert r1/);
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
