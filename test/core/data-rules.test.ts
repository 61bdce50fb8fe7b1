import { describe, expect, test } from "vitest";
import { z } from "zod";
import { backupId, dataName, idInManifestName, manifestName, signatureName } from "../../scripts/core/backup-names.ts";
import { readChosenBackup } from "../../scripts/core/chosen-backup.ts";
import { KIT_VERSION } from "../../scripts/core/kit-version.ts";
import { parseJsonFrom } from "../../scripts/core/parse-untrusted.ts";
import { recipientsIn, recipientsProblem } from "../../scripts/core/recipients.ts";
import { limitSecondsFor, nameOnTarget, restoreJobSchema, unitName } from "../../scripts/core/restore-job.ts";
import { majorOf, versionIn } from "../../scripts/core/server-version.ts";
import { carriedConnectionLimit, carriedRoles, carriedServerSettings, carriedSettings, parseRows, rows, type Role } from "../../scripts/core/source-facts.ts";
import packageFile from "../../package.json" with { type: "json" };
import { manifestOf, shopDatabase } from "../support/backups.ts";

test("the version in manifests is the package's", () => {
  expect(KIT_VERSION).toBe(packageFile.version);
});

describe("a backup's names", () => {
  const id = backupId(new Date("2026-11-23T08:07:00.123Z"), "0a1b2cffff");

  test("begin with the time and are found again", () => {
    expect(id).toBe("20261123T080700Z-0a1b2c");
    expect(idInManifestName("shop", manifestName("shop", id))).toBe(id);
  });

  test.each([
    signatureName("shop", id),
    dataName("shop", id, 7),
    manifestName("billing", id),
    "shop/not-an-id/manifest.json",
    `shop/${id}/deeper/manifest.json`,
    `shop/${id}/manifest.json/deeper`,
    "shop",
  ])("%s is nobody's manifest", (name) => {
    expect(idInManifestName("shop", name)).toBeUndefined();
  });

  test("data objects sort in their order", () => {
    expect(dataName("shop", id, 7)).toBe(`shop/${id}/data/000007.age`);
  });
});

describe("recipients", () => {
  const key = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

  test("are the lines that are no comments", () => {
    expect(recipientsIn(`# operations\n${key}\n\n`)).toEqual([key]);
  });

  test.each<[string, string | undefined, string | undefined]>([
    ["one key", `${key}\n`, undefined],
    ["an SSH key", "ssh-ed25519 AAAAC3Nz me@here", undefined],
    ["no file", undefined, "k.pub: not there"],
    ["an empty file", "# nothing\n", "k.pub: names no recipient"],
    ["something else", "hello", "k.pub: a line is no age recipient"],
    ["a private key", "AGE-SECRET-KEY-1QQQ", "k.pub: holds a private key; only public keys belong on the exporter"],
  ])("%s", (_, text, problem) => {
    expect(recipientsProblem("k.pub", text)).toBe(problem);
  });
});

test.each([
  ["pg_dump (PostgreSQL) 17.11 (Debian 17.11-0+deb13u1)", "17.11", 17],
  ["16.4", "16.4", 16],
  ["PostgreSQL 18beta2", "18beta2", 18],
])("%s is version %s", (text, version, major) => {
  expect(versionIn(text)).toBe(version);
  expect(majorOf(version)).toBe(major);
});

test("a program that says no version has none", () => {
  expect(versionIn("command not found")).toBeUndefined();
});

describe("what travels of roles and settings", () => {
  const role = (name: string, memberOf: readonly string[] = []): Role => ({
    name,
    login: true,
    inherit: true,
    createDatabase: false,
    createRole: false,
    bypassRowSecurity: false,
    connectionLimit: -1,
    memberOf: memberOf.map((group) => ({ role: group, admin: false, inherit: true, set: true })),
  });
  const setting = (change: object) => ({ database: null, role: null, name: "work_mem", value: "5MB", ...change });

  test("the provider's roles are named, and no more", () => {
    const carried = carriedRoles([role("rdsadmin"), role("master", ["rds_superuser", "pg_monitor"]), role("rds_superuser")], []);
    expect(carried.providerRoles).toEqual(["rdsadmin", "rds_superuser"]);
    expect(carried.roles.map(({ name, memberOf }) => [name, memberOf.map((group) => group.role)])).toEqual([["master", ["pg_monitor"]]]);
  });

  test("a role takes its own settings along, except the provider's", () => {
    const settings = [setting({ role: "app" }), setting({ role: "app", name: "rds.special" }), setting({ role: "other" }), setting({ role: "app", database: "shop" })];
    expect(carriedRoles([role("app")], settings).roles[0]?.settings).toEqual([{ name: "work_mem", value: "5MB" }]);
  });

  test("the fence of a failover stays at the source: the mirror must take writes", () => {
    const fence = { name: "default_transaction_read_only", value: "on" };
    expect(carriedSettings([setting({ database: "shop", ...fence }), setting({ database: "shop", role: "reader", ...fence })], "shop")).toEqual([{ role: "reader", ...fence }]);
  });

  test("a database takes those said of it, for everybody or for a role that travels", () => {
    const settings = [setting({ database: "shop" }), setting({ database: "shop", role: "app" }), setting({ database: "shop", role: "rds_iam" }), setting({ role: "app" })];
    expect(carriedSettings(settings, "shop")).toEqual([
      { role: null, name: "work_mem", value: "5MB" },
      { role: "app", name: "work_mem", value: "5MB" },
    ]);
  });
});

test("what was said for everybody travels with the server, but for the provider's and for what could keep a restore out", () => {
  const said = (name: string, change: object = {}) => ({ database: null, role: null, name, value: "5s", ...change });
  const names = ["lock_timeout", "rds.special", "default_transaction_read_only", "role", "session_preload_libraries"];
  expect(carriedServerSettings([...names.map((name) => said(name)), said("jit", { role: "app" }), said("jit", { database: "shop" })])).toEqual([{ name: "lock_timeout", value: "5s" }]);
});

test.each([[-1, {}], [0, {}], [150, { connectionLimit: 150 }]])("of a database's connection limit %d travels %j: none at all would close the mirror", (limit, carried) => {
  expect(carriedConnectionLimit(limit)).toEqual(carried);
});

describe("a restore's job", () => {
  test("has a unit of its own for each attempt", () => {
    expect(unitName({ run: "r20261123-081500-ab12", attempt: 2 })).toBe("failover-restore-r20261123-081500-ab12-2");
  });

  test.each(["../../etc", "a b", "a;b", ""])("a run called '%s' is refused: it would name files and units", (run) => {
    expect(restoreJobSchema.shape.run.safeParse(run).success).toBe(false);
  });

  test("has a quarter of an hour at least, and more for more data", () => {
    expect(limitSecondsFor(0)).toBe(900);
    expect(limitSecondsFor(1e9)).toBe(2900);
  });

  test("names a single database as the settings do; of several each keeps its own", () => {
    const two = manifestOf({ databases: [shopDatabase, { ...shopDatabase, name: "billing" }] });
    expect(nameOnTarget(manifestOf(), "shop", { name: "mirror" })).toBe("mirror");
    expect(nameOnTarget(two, "billing", { name: "mirror" })).toBe("billing");
  });
});

describe("what others say is read with care", () => {
  const shape = z.object({ n: z.number() });

  test.each([
    ["{}", "n: "],
    ["{", "it is not JSON"],
  ])("%s from another program is an error that says whose", (text, problem) => {
    expect(() => parseJsonFrom(shape, text, "the database host")).toThrow(expect.objectContaining({ code: "ANSWER_UNREADABLE", message: expect.stringMatching(`the database host[^]*${problem}`) as string }));
  });

  test("a server's rows of another shape are an error", () => {
    expect(() => parseRows(rows.count, [{ count: "many" }], "its rows")).toThrow("the database server, asked for its rows,");
  });

  test("a journal without a choice is an error", () => {
    expect(() => readChosenBackup({ id: "x" })).toThrow("choose-backup");
  });
});
