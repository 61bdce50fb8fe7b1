import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareTables, losses, objections, type Acknowledged, type Findings, type HeldOrder, type Order } from "../../../lab/drill/judge.ts";

const order = (id: string): Acknowledged => ({ id, customer: 7, sku: "tea-1", quantity: 2, note: "green", acknowledgedAt: "2026-11-23T08:00:00.000Z" });
const withLine = (o: Order): HeldOrder => ({ ...o, lines: [{ sku: o.sku, quantity: o.quantity }] });
const held = (...orders: readonly Order[]) => new Map(orders.map((o) => [o.id, withLine(o)]));

const passed: Findings = {
  rto: { clientSeconds: 40, unendedSeconds: 0, declaredToGoodSeconds: 25, declaredToWriteSeconds: 30, phases: [], criticalPath: [], criticalPathSeconds: 30 },
  rpo: { backup: { id: "b", snapshotAt: "2026-11-23T08:00:00.000Z" }, exportBegunAt: "2026-11-23T07:59:59.000Z", acknowledged: 10, acknowledgedInTheDark: 0, recovered: 8, lostBeforeBackup: 0, lostAfterBackup: 2, lost: [], seconds: 5, receipts: "none" },
  objects: { promised: 1, readable: 1, missingBeforeBackup: 0, missingAfterBackup: 0, missing: [] },
  mirror: { acknowledged: 3, recovered: 3 },
  tables: [{ table: "products", rows: 10, same: true }],
  egressAttempts: 0,
  secrets: {
    secrets: ["CLOUDFLARE_API_TOKEN"],
    commandLineLooks: 300,
    looked: ["what commands printed", "command lines", "files of the project", "files of the drill", "logs of the lab", "objects in the buckets", "files on the hosts", "the hosts' journals"].map((kind) => ({ kind, places: 3, bytes: 900 })),
    found: [],
    atHome: [],
  },
  leftBehind: [],
};

describe("losses", () => {
  test("an order held exactly as acknowledged is not lost", () => expect(losses([order("a")], held(order("a")))).toEqual([]));
  test("a missing order is lost", () => expect(losses([order("a")], held())).toMatchObject([{ id: "a", why: "not in the mirror's database" }]));
  test.each([["customer", 8], ["sku", "tea-2"], ["quantity", 3], ["note", "black"]])("an order with another %s is lost", (field, value) => {
    expect(losses([order("a")], held({ ...order("a"), [field]: value }))).toHaveLength(1);
  });
  test.each<[string, HeldOrder["lines"]]>([
    ["no line", []],
    ["a line of another product", [{ sku: "tea-2", quantity: 2 }]],
    ["a line of another quantity", [{ sku: "tea-1", quantity: 3 }]],
    ["its line twice", [{ sku: "tea-1", quantity: 2 }, { sku: "tea-1", quantity: 2 }]],
  ])("an order with %s is lost", (_, lines) => {
    expect(losses([order("a")], new Map([["a", { ...order("a"), lines }]]))).toMatchObject([{ id: "a", why: expect.stringContaining("line") as unknown }]);
  });
  test("held and lost together are all that was acknowledged", () => {
    fc.assert(fc.property(fc.uniqueArray(fc.uuid()), fc.func(fc.boolean()), (ids, kept) => {
      const all = ids.map(order);
      const rows = all.filter((o) => kept(o.id));
      expect(losses(all, held(...rows)).length + rows.length).toBe(all.length);
    }));
  });
});

test.each([
  ["alike", [{ table: "t", rows: 1, sum: "x" }], [{ table: "t", rows: 1, sum: "x" }], true],
  ["other content", [{ table: "t", rows: 1, sum: "x" }], [{ table: "t", rows: 1, sum: "y" }], false],
  ["missing on the mirror", [{ table: "t", rows: 1, sum: "x" }], [], false],
  ["only on the mirror", [], [{ table: "t", rows: 1, sum: "x" }], false],
])("a table %s", (_, before, after, same) => expect(compareTables(before, after)[0]?.same).toBe(same));

describe("objections", () => {
  test("a drill that proved everything has none", () => expect(objections(passed)).toEqual([]));
  test.each<[string, Partial<Findings>]>([
    ["a receipt from before the snapshot that cannot be read", { objects: { ...passed.objects, readable: 1, promised: 2, missingBeforeBackup: 1 } }],
    ["not one receipt at the mirror", { objects: { ...passed.objects, readable: 0, missingAfterBackup: 1 } }],
    ["no outage seen", { rto: { ...passed.rto, clientSeconds: null } }],
    ["a service that fails at the end", { rto: { ...passed.rto, clientSeconds: null, unendedSeconds: 12 } }],
    ["no good read", { rto: { ...passed.rto, declaredToGoodSeconds: null } }],
    ["no order accepted", { rto: { ...passed.rto, declaredToWriteSeconds: null } }],
    ["no traffic before", { rpo: { ...passed.rpo, acknowledged: 0 } }],
    ["an outage that was none", { rpo: { ...passed.rpo, acknowledgedInTheDark: 1 } }],
    ["a backup from before the drill's export", { rpo: { ...passed.rpo, exportBegunAt: "2026-11-23T08:00:00.001Z" } }],
    ["nothing came back", { rpo: { ...passed.rpo, recovered: 0 } }],
    ["the mirror took no order", { mirror: { acknowledged: 0, recovered: 0 } }],
    ["an empty table", { tables: [{ table: "products", rows: 0, same: true }] }],
    ["one row lost", { rpo: { ...passed.rpo, lostBeforeBackup: 1 } }],
    ["the mirror forgets", { mirror: { acknowledged: 3, recovered: 2 } }],
    ["a table differs", { tables: [{ table: "products", rows: 10, same: false }] }],
    ["nothing compared", { tables: [] }],
    ["someone called home", { egressAttempts: 1 }],
    ["a secret seen", { secrets: { ...passed.secrets, found: [{ place: "operator: 'failover run', standard error", secret: "CLOUDFLARE_API_TOKEN", as: "base64" }] } }],
    ["nobody looked at command lines", { secrets: { ...passed.secrets, looked: passed.secrets.looked.filter(({ kind }) => kind !== "command lines") } }],
    ["no secret to look for", { secrets: { ...passed.secrets, secrets: [] } }],
    ["a mount stayed", { leftBehind: ["mount x"] }],
  ])("%s fails it", (_, change) => expect(objections({ ...passed, ...change })).toHaveLength(1));
});
