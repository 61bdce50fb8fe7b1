import { expect, test, vi } from "vitest";
import * as query from "../../scripts/core/catalogue-queries.ts";
import { manifestBytes, sha256Of, type Manifest } from "../../scripts/core/manifest.ts";
import { hostPaths, keptPaths, unitName, WORK_DIRECTORY } from "../../scripts/core/restore-job.ts";
import { beginRestore } from "../../scripts/pipeline/restore/begin-restore.ts";
import { readMarker } from "../../scripts/pipeline/restore/inspect-target.ts";
import { restoreBackup } from "../../scripts/pipeline/restore/restore-backup.ts";
import type { HostPorts } from "../../scripts/host-ports.ts";
import type { ObjectStore } from "../../scripts/ports.ts";
import { backupName, shopDatabase } from "../support/backups.ts";
import { job, LIST, manifest, POST_DATA, restoreWorld } from "../support/restore-world.ts";
import type { Answer } from "../support/scripted-shell.ts";

const marker = { backup: backupName, manifestSha256: job.backup.manifestSha256, run: "r1", unit: "u", seconds: 1, bytes: 2 };
const tuning = "/etc/postgresql/17/main/conf.d/50-failover-restore.conf";

test("begins from empty, loads every row before anything that may act on rows, and marks the database last of all", async () => {
  const { ports, source, ran, files, status } = await restoreWorld();
  expect(await restoreBackup(ports, job)).toMatchObject({ state: "done", bytes: 4, unit: unitName(job) });
  expect(status()).toMatchObject({ state: "done", failure: null });

  const tools = ran.map((line) => /(nproc|age|chown|--use-list=\S+|vacuumdb|systemctl restart \S+)/.exec(line)?.[1]).filter((tool) => tool !== undefined);
  const list = (name: string): string => `--use-list=${WORK_DIRECTORY}/0/failover-${name}.list`;
  expect(tools).toEqual(["nproc", "chown", "age", "chown", list("rows"), list("rest"), "vacuumdb", "systemctl restart postgresql@17-main"]);
  expect([files.written.get(`${WORK_DIRECTORY}/0/failover-rows.list`), files.written.get(`${WORK_DIRECTORY}/0/failover-rest.list`)]).toEqual([LIST.replace(POST_DATA, ""), POST_DATA]);
  const said = source.said.map((statement) => statement.trim());
  expect(said.findIndex((s) => s.startsWith("DROP DATABASE IF EXISTS"))).toBeLessThan(said.findIndex((s) => s.startsWith("CREATE DATABASE")));
  expect(said.filter((s) => /ANALYZE|DROP OWNED BY/.test(s)).map((s) => s.slice(0, 10))).toEqual(["DO $$\nDECL", "DROP OWNED"]);
  expect(said.at(-1)).toMatch(/^INSERT INTO failover_kit\.restored/);
  expect(said.findIndex((s) => s.startsWith("DROP OWNED BY"))).toBeLessThan(said.findIndex((s) => s.startsWith("DROP ROLE IF EXISTS")));
  expect(source.open()).toBe(0);
});

test("the database called postgres is made anew like any other: nobody stands in it who tells the server to drop it", async () => {
  const { ports, source } = await restoreWorld({ answers: { [query.databaseExists("postgres")]: [{ name: "postgres" }], [query.databaseBytes("postgres")]: [{ bytes: 1000 }] } });
  const open: HostPorts["sql"]["open"] = async (client) => {
    const session = await ports.sql.open(client);
    const database = client.args.at(-1) ?? "";
    const tell = (said: string): Promise<void> => (said.startsWith(`DROP DATABASE IF EXISTS "${database}"`) ? Promise.reject(new Error("cannot drop the currently open database")) : session.tell(said));
    return { ...session, tell };
  };
  expect(await restoreBackup({ ...ports, sql: { open } }, { ...job, database: { name: "postgres", owner: "shop" } })).toMatchObject({ state: "done" });
  expect(source.said.filter((said) => said.startsWith('DROP DATABASE IF EXISTS "postgres"'))).toHaveLength(1);
});

const ordered = (name: string): Manifest => ({ ...manifest, databases: [{ ...shopDatabase, locale: { provider: "c", collate: name, ctype: name, name: null } }] });
const jobFor = (given: Manifest) => ({ ...job, backup: { ...job.backup, manifestSha256: sha256Of(manifestBytes(given)) } });

test("the order of text that the source has, and a cloud's image has not, is made before the database is", async () => {
  const given = ordered("en_US.UTF-8");
  const { ports, ran, source } = await restoreWorld({ given, commands: { "locale -a": { stdout: "C\nC.utf8\nPOSIX" }, localedef: {} } });
  expect(await restoreBackup(ports, jobFor(given))).toMatchObject({ state: "done" });
  expect(ran.filter((line) => line.startsWith("localedef"))).toEqual(["localedef --no-archive --inputfile=en_US --charmap=UTF-8 en_US.UTF-8"]);
  expect(source.said.some((said) => said.includes("LC_COLLATE 'en_US.UTF-8'"))).toBe(true);
});

test.each(["en_US.UTF-8", "English_United States"])("a target that cannot order text by %s is refused before anything is dropped", async (name) => {
  const given = ordered(name);
  const { ports, source } = await restoreWorld({ given, commands: { "locale -a": { stdout: "C" }, localedef: { exitCode: 4, stderr: "cannot open locale definition file" } } });
  await expect(restoreBackup(ports, jobFor(given))).rejects.toMatchObject({ code: "RESTORE_TARGET_REFUSED", message: expect.stringContaining(name) as string });
  expect(source.said.filter((said) => said.startsWith("DROP"))).toEqual([]);
});

test("makes the database while its files are on their way", async () => {
  const { ports, source } = await restoreWorld();
  const readToFile: ObjectStore["readToFile"] = async (...what) => {
    await vi.waitUntil(() => source.said.some((statement) => statement.startsWith("CREATE DATABASE")), 15_000);
    return ports.objects.readToFile(...what);
  };
  expect(await restoreBackup({ ...ports, objects: { ...ports.objects, readToFile } }, job)).toMatchObject({ state: "done" });
});

test("files come in while the target is looked at", async () => {
  const { ports } = await restoreWorld();
  let asked = false;
  const readToFile: ObjectStore["readToFile"] = async (...what) => {
    asked = true;
    return ports.objects.readToFile(...what);
  };
  const open: HostPorts["sql"]["open"] = async (client) => {
    await vi.waitUntil(() => asked, 15_000);
    return ports.sql.open(client);
  };
  expect(await restoreBackup({ ...ports, sql: { open }, objects: { ...ports.objects, readToFile } }, job)).toMatchObject({ state: "done" });
});

test("on a disk that may be too small no file comes in before the target was looked at", async () => {
  const { ports, removed } = await restoreWorld({ free: 3, answers: { [query.databaseBytes("shop")]: [{ bytes: 0 }] } });
  const readToFile: ObjectStore["readToFile"] = () => Promise.reject(new Error("asked for a file"));
  await expect(restoreBackup({ ...ports, objects: { ...ports.objects, readToFile } }, job)).rejects.toMatchObject({ code: "RESTORE_TARGET_REFUSED" });
  expect(removed).not.toContain(keptPaths("r1").all);
});

test("a target that turns out unfit ends what is on its way, and keeps what an earlier run left", async () => {
  const { ports, removed } = await restoreWorld({ answers: { [query.occupancy]: [{ ours: false, relations: 12 }] } });
  let ended = false;
  const readToFile: ObjectStore["readToFile"] = (_bucket, _name, _path, until) =>
    new Promise((_, reject) => until?.addEventListener("abort", () => {
      ended = true;
      reject(until.reason as Error);
    }));
  await expect(restoreBackup({ ...ports, objects: { ...ports.objects, readToFile } }, job)).rejects.toMatchObject({ code: "RESTORE_TARGET_NOT_OURS" });
  expect(ended).toBe(true);
  expect(removed).not.toContain(keptPaths("r1").all);
});

test("nothing is loaded before every file is there and is what the manifest says: a damaged one that comes last is what is told", async () => {
  const [toc] = manifest.objects;
  const given = { ...manifest, objects: [...manifest.objects, { ...toc, name: "late", path: "11.dat.zst", plainBytes: 0 }] as Manifest["objects"] };
  const { ports, ran, source } = await restoreWorld({ given });
  const readToFile: ObjectStore["readToFile"] = async (bucket, name, path) => {
    if (name !== "late") return ports.objects.readToFile(bucket, name, path);
    await vi.waitUntil(() => ran.some((line) => line.includes("pg_restore --list")), 15_000);
    return { bytes: 6, sha256: "of something else" };
  };
  const outcome = restoreBackup({ ...ports, objects: { ...ports.objects, readToFile } }, { ...job, backup: { ...job.backup, manifestSha256: sha256Of(manifestBytes(given)) } });
  await expect(outcome).rejects.toMatchObject({ code: "BACKUP_DAMAGED", message: expect.stringContaining("late is not what its manifest says") as string });
  expect(ran.filter((line) => line.includes("--use-list"))).toEqual([]);
  expect(source.said.filter((statement) => statement.includes("INSERT INTO"))).toEqual([]);
});

test("leaves neither key nor plain files nor the settings for loading", async () => {
  const { ports, removed } = await restoreWorld();
  await restoreBackup(ports, job);
  expect(removed).toEqual(expect.arrayContaining([hostPaths("r1").identity, WORK_DIRECTORY, tuning]));
});

test.each<[string, Record<string, Answer>, string]>([
  ["decrypting", { age: { exitCode: 1, stderr: "no identity matched" } }, "no identity matched"],
  ["building what needs every row", { "failover-rest.list": { exitCode: 1, stderr: "violates foreign key" } }, "violates foreign key"],
])("a failure in %s is written down, cleaned up after, and leaves no marker", async (_, commands, reason) => {
  const { ports, source, removed, status } = await restoreWorld({ commands });
  await expect(restoreBackup(ports, job)).rejects.toThrow(reason);
  expect(status()).toMatchObject({ state: "failed", failure: { code: "COMMAND_FAILED", what: expect.stringContaining(reason) as string } });
  expect(source.said.filter((statement) => statement.includes("INSERT INTO"))).toEqual([]);
  expect(removed.slice(-2)).toEqual([hostPaths("r1").identity, WORK_DIRECTORY]);
});

test.each<[string, Record<string, readonly unknown[]>, string]>([
  ["someone's tables", { [query.occupancy]: [{ ours: false, relations: 12 }] }, "holds 12 tables, views or sequences that this kit did not put there"],
  ["another run's finished restore", { [query.occupancy]: [{ ours: true, relations: 9 }], [query.marker]: [{ ...marker, run: "r0" }] }, `holds backup ${backupName}, restored by run r0`],
])("a database with %s is refused before anything is written", async (_, answers, reason) => {
  const { ports, source, ran } = await restoreWorld({ answers });
  await expect(restoreBackup(ports, job)).rejects.toMatchObject({ code: "RESTORE_TARGET_NOT_OURS", message: expect.stringContaining(reason) as string });
  expect(source.said.filter((statement) => /^\s*(DROP|CREATE|INSERT|GRANT)/.test(statement))).toEqual([]);
  expect(ran.filter((line) => !/^(nproc|chown|age) ?/.test(line))).toEqual([]);
});

test.each<[string, Record<string, readonly unknown[]>]>([
  ["is not there", { [query.databaseExists("shop")]: [] }],
  ["holds half of an earlier attempt", { [query.occupancy]: [{ ours: true, relations: 9 }] }],
  ["was restored by this very run", { [query.occupancy]: [{ ours: true, relations: 9 }], [query.marker]: [marker] }],
])("a database that %s is begun from empty", async (_, answers) => {
  const { ports } = await restoreWorld({ answers });
  expect(await restoreBackup(ports, job)).toMatchObject({ state: "done" });
});

test("a server older than the backup's client is refused", async () => {
  const { ports } = await restoreWorld({ answers: { [query.server]: [{ version: "16.4", databaseBytes: "0", mayIdentify: false }] } });
  await expect(restoreBackup(ports, job)).rejects.toMatchObject({ code: "RESTORE_TARGET_TOO_OLD" });
});

test("everything that is wrong with a target is said at once, before anything is written", async () => {
  const [database] = manifest.databases;
  const large = { ...manifest, databases: [{ ...database, bytes: 40e9, extensions: ["aws_s3", "postgis"].map((name) => ({ name, version: "1", schema: "public" })) }] as Manifest["databases"] };
  const old = { [query.server]: [{ version: "16.4", databaseBytes: "0", mayIdentify: false }], [query.occupancy]: [{ ours: false, relations: 12 }] };
  const { ports, source, ran } = await restoreWorld({ answers: old, given: large });
  const outcome = restoreBackup(ports, { ...job, backup: { ...job.backup, manifestSha256: sha256Of(manifestBytes(large)) } });
  await expect(outcome).rejects.toMatchObject({ code: "RESTORE_TARGET_REFUSED" });
  const message = await outcome.catch(String);
  for (const part of ["runs PostgreSQL 16.4", "holds 12 tables", "has 1.0 GB free; the database and its dump need 40.0 GB", "the extension postgis is not on this server"]) expect(message).toContain(part);
  expect(message).not.toContain("aws_s3");
  expect(source.said.filter((statement) => /^\s*(DROP|CREATE|INSERT|GRANT)/.test(statement))).toEqual([]);
  expect(ran.filter((line) => !/^(nproc|chown|age) ?/.test(line))).toEqual([]);
});

test("roles log in again with what a server keeps of a password, said where no log takes it down, and the file with it is gone when the end is told", async () => {
  const { ports, files, source, removed } = await restoreWorld();
  await files.write(hostPaths("r1").logins, JSON.stringify({ shop: "SCRAM-SHA-256$4096:c2FsdA==$a:b", stranger: "SCRAM-SHA-256$x" }));
  await restoreBackup(ports, job);
  const at = source.said.indexOf(`ALTER ROLE "shop" LOGIN PASSWORD 'SCRAM-SHA-256$4096:c2FsdA==$a:b'`);
  expect(source.said.slice(at - 3, at)).toEqual(["SET log_statement = 'none'", "SET log_min_duration_statement = -1", "SET log_min_error_statement = 'panic'"]);
  expect(source.said.join()).not.toContain("stranger");
  expect(removed.slice(-3)).toEqual([hostPaths("r1").logins, hostPaths("r1").identity, WORK_DIRECTORY]);
});

test("an extension of the provider's own is left out of what is restored, event triggers come last and without their owner", async () => {
  const [database] = manifest.databases;
  const given = { ...manifest, databases: [{ ...database, extensions: [{ name: "aws_s3", version: "1.2", schema: "aws_s3" }] }] as Manifest["databases"] };
  const list = "9; 3079 1 EXTENSION - aws_s3 \n10; 1259 2 TABLE public orders shop\n11; 3466 3 EVENT TRIGGER - watch rdsadmin\n";
  const { ports, files, ran } = await restoreWorld({ given, commands: { "pg_restore --list --section=post-data": { stdout: list.slice(list.indexOf("11;")) }, "pg_restore --list /": { stdout: list } } });
  await restoreBackup(ports, { ...job, backup: { ...job.backup, manifestSha256: sha256Of(manifestBytes(given)) } });
  expect(files.written.get(`${WORK_DIRECTORY}/0/failover-rows.list`)).toBe("10; 1259 2 TABLE public orders shop\n");
  const last = ran.filter((line) => line.includes("pg_restore")).at(-1);
  expect(last).toContain("--use-list=/var/lib/postgresql/failover-restore/0/failover-event-triggers.list --no-owner");
});

test("a bug is written down as well, so that nobody waits for it", async () => {
  const { ports, status } = await restoreWorld({ answers: { [query.databaseExists("shop")]: undefined as unknown as readonly unknown[] } });
  await expect(restoreBackup(ports, job)).rejects.toThrow("unexpected query");
  expect(status()).toMatchObject({ state: "failed", failure: { code: "UNEXPECTED" } });
});

test("the marker is read from a whole database only", async () => {
  expect(await readMarker((await restoreWorld({ answers: { [query.databaseExists("shop")]: [] } })).ports, "shop")).toBeUndefined();
  expect(await readMarker((await restoreWorld()).ports, "shop")).toBeUndefined();
  expect(await readMarker((await restoreWorld({ answers: { [query.occupancy]: [{ ours: true, relations: 9 }], [query.marker]: [marker] } })).ports, "shop")).toEqual(marker);
});

test("a unit is begun with the key in memory only, and with orders to remove it however it ends", async () => {
  const { ports, files, ran } = await restoreWorld();
  expect(await beginRestore(ports, job, { identity: "AGE-SECRET-KEY-1", logins: { auditor: "SCRAM-SHA-256$1" } })).toBe("failover-restore-r1-2");
  expect(files.written.get("/run/failover/r1/identity")).toBe("AGE-SECRET-KEY-1");
  expect(files.written.get("/run/failover/r1/job.json")).not.toContain("AGE-SECRET-KEY-1");
  expect(ran.slice(1)).toEqual([expect.stringMatching(/^systemd-run --unit=failover-restore-r1-2 .*ExecStopPost=-\/bin\/rm -rf \/run\/failover\/r1\/identity \/run\/failover\/r1\/logins \/var\/lib\/postgresql\/failover-restore.*ExecStopPost=-\/bin\/sh -c .*restore\.json\.ended.* \/usr\/local\/bin\/failover agent-restore --job \/run\/failover\/r1\/job.json$/)]);
});

test("no unit is begun beside a living one, whichever run that is of", async () => {
  const { ports, files, ran } = await restoreWorld({ commands: { "systemctl list-units": { stdout: "failover-restore-r0-1.service loaded active running" } } });
  await expect(beginRestore(ports, job, { identity: "AGE-SECRET-KEY-1", logins: { auditor: "SCRAM-SHA-256$1" } })).rejects.toMatchObject({ code: "UNIT_UNDER_WAY", message: expect.stringContaining("failover-restore-r0-1 is at work") as string });
  expect(ran).toEqual([expect.stringContaining("'failover-restore-*-*'")]);
  expect(files.written.size).toBe(0);
});

test("a key whose unit could not be begun does not stay behind", async () => {
  const { ports, removed } = await restoreWorld({ commands: { "systemd-run": { exitCode: 1, stderr: "no such bus" } } });
  await expect(beginRestore(ports, job, { identity: "AGE-SECRET-KEY-1", logins: { auditor: "SCRAM-SHA-256$1" } })).rejects.toThrow("no such bus");
  expect(removed.slice(-2)).toEqual(["/run/failover/r1/identity", "/run/failover/r1/logins"]);
});

test("a database that someone filled after the first look is not dropped", async () => {
  const { ports, source } = await restoreWorld();
  const late: HostPorts = {
    ...ports,
    shell: {
      run: async (command, onLine) => {
        if (command.file === "nproc") source.answer(query.occupancy, [{ ours: false, relations: 12 }]);
        return ports.shell.run(command, onLine);
      },
    },
  };
  await expect(restoreBackup(late, job)).rejects.toMatchObject({ code: "RESTORE_TARGET_NOT_OURS" });
  expect(source.said.filter((statement) => statement.startsWith("DROP DATABASE"))).toEqual([]);
});
