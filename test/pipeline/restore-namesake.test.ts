import { expect, test } from "vitest";
import { classQueries } from "../../scripts/core/fidelity/catalogue.ts";
import { manifestBytes, sha256Of, type Manifest } from "../../scripts/core/manifest.ts";
import { restoreBackup } from "../../scripts/pipeline/restore/restore-backup.ts";
import { shopDatabase } from "../support/backups.ts";
import { job, manifest, restoreWorld } from "../support/restore-world.ts";

test("what RDS's master called postgres owned is no superuser's here, and the application's role does not become one", async () => {
  const master = { ...{ name: "postgres", login: true, inherit: true, createDatabase: true, createRole: true }, bypassRowSecurity: false, connectionLimit: -1, memberOf: [], settings: [] };
  const given: Manifest = { ...manifest, roles: [master], databases: [{ ...shopDatabase, owner: "postgres" }] };
  const owners = [{ name: "sequence public.orders_id_seq", value: "postgres" }, { name: "table public.orders", value: "postgres" }, { name: "table public.other", value: "shop" }];
  const { ports, source } = await restoreWorld({ given, answers: { [classQueries.owners]: owners } });
  await restoreBackup(ports, { ...job, backup: { ...job.backup, manifestSha256: sha256Of(manifestBytes(given)) } });
  const said = source.said.filter((one) => /^(GRANT "postgres|CREATE DATABASE|ALTER (TABLE|SEQUENCE)|CREATE ROLE "postgres)/.test(one));
  expect(said.map((one) => one.split(" TEMPLATE")[0]?.split(" INHERIT")[0])).toEqual([
    'CREATE ROLE "postgres_at_source" NOLOGIN',
    'GRANT "postgres_at_source" TO "shop"',
    'CREATE DATABASE "shop" OWNER "shop"',
    'ALTER TABLE public.orders OWNER TO "postgres_at_source"',
    'ALTER SEQUENCE public.orders_id_seq OWNER TO "postgres_at_source"',
  ]);
});
