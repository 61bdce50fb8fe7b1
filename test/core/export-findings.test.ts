import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isProviders } from "../../scripts/core/fidelity/provider-extensions.ts";
import { exportFindings, findingText, type ObservedDatabase, type ObservedSource } from "../../scripts/core/export-findings.ts";

const nothing: ObservedDatabase = { name: "shop", mayConnect: true, rowSecured: [], ungranted: [], unreadableLargeObjects: 0, unlogged: [], extensions: ["plpgsql"], collations: [], subscriptions: [], hiddenMappings: [] };
const orders = { schema: "public", name: "orders" };

function source(change: Partial<ObservedSource> = {}, database: Partial<ObservedDatabase> = {}): ObservedSource {
  return { from: "live", client: "17.12", server: "17.9", target: 17, role: "exporter", standby: undefined, slots: [], databases: [{ ...nothing, ...database }], ...change };
}

const upToDate = { replayed: true, behindSeconds: 4, paused: false, delay: "-1", feedback: true };

const kinds = (observed: ObservedSource) => {
  const { stops, told } = exportFindings(observed);
  return { stops: stops.map(({ kind }) => kind), told: told.map(({ kind }) => kind) };
};

test("a source in which everything may be read, by a client that is mended, is told nothing", () => {
  expect(exportFindings(source())).toEqual({ stops: [], told: [] });
});

describe("the client", () => {
  test.each([
    ["13.23", "13.1", ["client-vulnerable"]],
    ["14.23", "14.1", ["client-vulnerable"]],
    ["14.24", "14.1", []],
    ["15.18", "15.1", ["client-vulnerable"]],
    ["15.19", "15.1", []],
    ["16.14", "16.1", ["client-vulnerable"]],
    ["16.15", "16.1", []],
    ["17.10", "17.1", ["client-vulnerable"]],
    ["17.11", "17.1", []],
    ["18.5", "18.1", ["client-vulnerable"]],
    ["18.6", "18.1", []],
    ["18beta1", "18.1", ["client-vulnerable"]],
    ["19.0", "18.1", []],
    ["16.15", "17.11", ["client-too-old"]],
    ["16.14", "17.11", ["client-too-old", "client-vulnerable"]],
  ])("%s before a server %s: %j", (client, server, stops) => {
    expect(kinds(source({ client, server, target: undefined })).stops).toEqual(stops);
  });

  test("must not be newer than the mirror, which would read its dumps", () => {
    expect(kinds(source({ server: "16.9", target: 16 })).stops).toEqual(["client-newer-than-target"]);
    expect(kinds(source({ target: 18 })).stops).toEqual([]);
  });
});

describe("a server newer than the mirror", () => {
  test.each(["17.12", "18.6", "19.0"])("is told once, whatever the client (%s), with what helps: no client's dump of it could be read there", (client) => {
    const { stops } = exportFindings(source({ client, server: "18.4", target: 17 }));
    expect(stops.map(({ kind }) => kind)).toEqual(["target-older-than-source"]);
    expect(stops[0]?.remedy).toBe("raise the mirror's PostgreSQL and export.targetMajor to 18, and install postgresql-client-18 on this host");
  });

  test("is told beside a client that is vulnerable, which is mended with it", () => {
    expect(kinds(source({ client: "17.10", server: "18.4", target: 17 })).stops).toEqual(["target-older-than-source", "client-vulnerable"]);
  });

  test("of which the settings say nothing is pointed out, too", () => {
    const { stops } = exportFindings(source({ client: "17.12", server: "18.4", target: undefined }));
    expect(stops.map(({ remedy }) => remedy)).toEqual(["install postgresql-client-18 or a newer one on this host, if the mirror's PostgreSQL is at least as new: an older one could not read its dumps"]);
  });
});

describe("what stops an export", () => {
  test.each<[string, Partial<ObservedDatabase>, string]>([
    ["row-security", { rowSecured: [orders] }, "BYPASSRLS"],
    ["not-granted", { ungranted: [{ ...orders, kind: "table", lacks: "SELECT" }] }, "pg_read_all_data"],
    ["large-objects", { unreadableLargeObjects: 3 }, "LARGE OBJECT"],
    ["no-connect", { mayConnect: false }, "GRANT CONNECT"],
  ])("%s, with its remedy", (kind, database, remedy) => {
    const { stops, told } = exportFindings(source({}, database));
    expect([stops.map((one) => one.kind), told]).toEqual([[kind], []]);
    expect(stops[0]?.remedy).toContain(remedy);
    expect(stops[0]?.what).toContain("shop: ");
  });

  test("a replica that is none, or that does not say how old it is", () => {
    const standby = { ...upToDate, replayed: false };
    expect(kinds(source({ from: "replica" })).stops).toEqual(["not-a-replica"]);
    expect(kinds(source({ from: "replica", standby })).stops).toEqual(["replica-age-unknown"]);
    expect(kinds(source({ from: "replica", standby: { ...standby, replayed: true } }))).toEqual({ stops: [], told: [] });
  });
});

describe("what is only told", () => {
  test.each<[string, Partial<ObservedDatabase>]>([
    ["unlogged-tables", { unlogged: [orders] }],
    ["amazon-extensions", { extensions: ["aws_s3", "rds_tools", "pg_trgm"] }],
    ["library-collations", { collations: [{ name: "en_US.UTF-8", uses: 12 }] }],
    ["subscriptions", { subscriptions: ["from_shop"] }],
    ["user-mappings", { hiddenMappings: [{ name: "stock", mappings: 2 }] }],
  ])("%s", (kind, database) => {
    expect(kinds(source({}, database))).toEqual({ stops: [], told: [kind] });
  });

  test("which servers' user mappings arrive without a password, and what to type", () => {
    const [told] = exportFindings(source({}, { hiddenMappings: [{ name: "stock", mappings: 2 }, { name: "ledger", mappings: 1 }] })).told;
    expect(told?.what).toMatch(/^shop: .*which exporter may not see, at the foreign servers stock \(2\), ledger \(1\)$/);
    expect(told?.remedy).toContain("ALTER USER MAPPING");
  });

  test("replication slots, and a replica that may cancel a long dump", () => {
    const standby = { ...upToDate, delay: "30s", feedback: false };
    expect(kinds(source({ from: "replica", standby, slots: [{ name: "cdc", kind: "logical" }] }))).toEqual({ stops: [], told: ["replica-may-cancel", "replication-slots"] });
    expect(kinds(source({ from: "replica", standby: { ...standby, delay: "-1" } })).told).toEqual([]);
    expect(kinds(source({ from: "replica", standby: { ...standby, feedback: true } })).told).toEqual([]);
  });

  test.each([
    [{ behindSeconds: 299 }, []],
    [{ behindSeconds: 300 }, ["replica-behind"]],
    [{ behindSeconds: 2, paused: true }, ["replica-behind"]],
  ])("how old a replica's data is, where that is worth a word: %j", (standby, told) => {
    expect(kinds(source({ from: "replica", standby: { ...upToDate, ...standby } }))).toEqual({ stops: [], told });
  });

  test("how a replica that was paused is let go, and where the lag of another is seen", () => {
    const toldOf = (paused: boolean) => exportFindings(source({ from: "replica", standby: { ...upToDate, behindSeconds: 4000, paused } })).told.map(findingText).join();
    expect(toldOf(true)).toBe("replay is paused on the replica: its newest transaction is 4000 s old, and what the primary wrote since is not in the backup; remedy: let it go on ('SELECT pg_wal_replay_resume()' there), wait until it has caught up, then export again");
    expect(toldOf(false)).toContain("ReplicaLag");
  });

  test("that a replica has no rows of unlogged tables", () => {
    const [told] = exportFindings(source({ from: "replica", standby: upToDate }, { unlogged: [orders] })).told;
    expect(told?.what).toContain("the backup has none");
  });
});

test.each([["aws_s3", true], ["aws_commons", true], ["rds_tools", true], ["apg_plan_mgmt", true], ["log_fdw", true], ["pg_tle", true], ["pg_trgm", false], ["postgis", false], ["awsome", false]])("%s is Amazon's own: %s", (name, own) => {
  expect(isProviders(name)).toBe(own);
});

test("everything that is wrong is said at once, in whatever number, with a remedy each, and no list grows without end", () => {
  const relation = fc.record({ schema: fc.constant("s"), name: fc.string({ minLength: 1, maxLength: 8 }) });
  const database = fc.record({
    name: fc.string({ minLength: 1, maxLength: 8 }),
    mayConnect: fc.constant(true),
    rowSecured: fc.array(relation, { minLength: 1, maxLength: 300 }),
    ungranted: fc.array(relation.map((one) => ({ ...one, kind: "table", lacks: "SELECT" })), { minLength: 1, maxLength: 300 }),
    unreadableLargeObjects: fc.integer({ min: 1 }),
    unlogged: fc.array(relation, { minLength: 1, maxLength: 300 }),
    extensions: fc.constant(["aws_s3"]),
    collations: fc.constant([{ name: "en_US.UTF-8", uses: 1 }]),
    subscriptions: fc.constant(["s"]),
    hiddenMappings: fc.constant([{ name: "stock", mappings: 1 }]),
  });
  fc.assert(
    fc.property(fc.array(database, { minLength: 1, maxLength: 5 }), (databases) => {
      const { stops, told } = exportFindings(source({ client: "15.2", server: "17.1", databases }));
      expect([stops.length, told.length]).toEqual([2 + 3 * databases.length, 5 * databases.length]);
      for (const one of [...stops, ...told]) {
        expect(one.remedy).not.toBe("");
        expect(findingText(one).length).toBeLessThan(600);
      }
    }),
  );
});
