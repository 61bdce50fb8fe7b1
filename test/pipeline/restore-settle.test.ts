import { expect, test } from "vitest";
import * as query from "../../scripts/core/catalogue-queries.ts";
import { manifestBytes, sha256Of, type Manifest } from "../../scripts/core/manifest.ts";
import { librariesLacking } from "../../scripts/core/preloads.ts";
import { restoreBackup } from "../../scripts/pipeline/restore/restore-backup.ts";
import { job, manifest, restoreWorld } from "../support/restore-world.ts";

test("a database's connection limit is as at the source when all is restored", async () => {
  const given = { ...manifest, databases: [{ ...manifest.databases[0], connectionLimit: 150 }] as Manifest["databases"] };
  const { ports, source } = await restoreWorld({ given });
  await restoreBackup(ports, { ...job, backup: { ...job.backup, manifestSha256: sha256Of(manifestBytes(given)) } });
  expect(source.said).toContain(`ALTER DATABASE "shop" CONNECTION LIMIT 150`);
});

test("what holds for everybody at the source is in force when all is restored, and not before, whatever an earlier attempt said", async () => {
  const given = { ...manifest, serverSettings: [{ name: "statement_timeout", value: "5s" }] };
  const { ports, source } = await restoreWorld({ given });
  await restoreBackup(ports, { ...job, backup: { ...job.backup, manifestSha256: sha256Of(manifestBytes(given)) } });
  const said = source.said.filter((statement) => /ALTER ROLE ALL|^(DROP|CREATE) DATABASE|DROP ROLE|INSERT INTO/.test(statement)).map((statement) => statement.split(/[\s(]/).slice(0, 4).join(" "));
  expect(said).toEqual(["ALTER ROLE ALL RESET", "DROP DATABASE IF EXISTS", "CREATE DATABASE \"shop\" OWNER", "ALTER ROLE ALL SET", "DROP ROLE IF EXISTS", "INSERT INTO failover_kit.restored "]);
});

test("which roles a target has is asked before anything is written, and once more when all are made, however many databases there are", async () => {
  const [database] = manifest.databases;
  const given = { ...manifest, databases: ["shop", "audit"].map((name) => ({ ...database, name })) as Manifest["databases"] };
  const { ports, source } = await restoreWorld({ given, answers: { [query.databaseExists("audit")]: [], [query.databaseBytes("audit")]: [] } });
  await restoreBackup(ports, { ...job, backup: { ...job.backup, manifestSha256: sha256Of(manifestBytes(given)) } });
  const asked = source.said.flatMap((statement, at) => (statement === query.existingRoles ? [at] : []));
  const written = source.said.findIndex((statement) => /^(ALTER|CREATE|DROP|GRANT)/.test(statement));
  expect(asked).toHaveLength(2);
  expect(asked[0]).toBeLessThan(written);
});

test("a library that the target has not got is preloaded in no session: else the restored database would let nobody in, the restore included", async () => {
  const settings = [{ role: null, name: "session_preload_libraries", value: "anon" }, { role: "app", name: "session_preload_libraries", value: "auto_explain" }];
  const given = { ...manifest, databases: [{ ...manifest.databases[0], settings }] as Manifest["databases"] };
  const { ports, source } = await restoreWorld({ given, answers: { [librariesLacking(["$libdir/anon", "$libdir/auto_explain"])]: [{ name: "$libdir/anon" }] } });
  await restoreBackup(ports, { ...job, backup: { ...job.backup, manifestSha256: sha256Of(manifestBytes(given)) } });
  expect(source.said.filter((statement) => statement.includes("SET \"session_preload_libraries\""))).toEqual([`ALTER ROLE "app" IN DATABASE "shop" SET "session_preload_libraries" TO 'auto_explain'`]);
});
