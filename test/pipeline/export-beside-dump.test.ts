import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as query from "../../scripts/core/catalogue-queries.ts";
import * as look from "../../scripts/core/preflight-queries.ts";
import { exportBackup } from "../../scripts/pipeline/export/export-backup.ts";
import { exportHost, exportPlan } from "../support/export-bench.ts";
import { paperSource } from "../support/paper-source.ts";

let directory = "";
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), "export-"))));
afterEach(() => rm(directory, { recursive: true }));

const facts = async () => "{}\n";

test("what the server was told for everybody is in the manifest", async () => {
  const source = paperSource({ [query.settings]: [{ database: null, role: null, name: "lock_timeout", value: "5s" }] });
  const { ports } = await exportHost(directory, { "toc.dat": "contents" }, source);
  const { manifest } = await exportBackup(ports, exportPlan(directory), facts);
  expect(manifest.serverSettings).toEqual([{ name: "lock_timeout", value: "5s" }]);
});

test("user mappings that arrive without their options are told, and stand in the manifest", async () => {
  const source = paperSource({ [look.hiddenMappings]: [{ name: "stock", mappings: 2 }] });
  const { ports } = await exportHost(directory, { "toc.dat": "contents" }, source);
  const { manifest } = await exportBackup(ports, exportPlan(directory), facts);
  expect(manifest.warnings?.map(({ kind }) => kind)).toEqual(["user-mappings"]);
});

test("how many may connect to a database is in the manifest", async () => {
  const about = { name: "shop", owner: "master", encoding: "UTF8", collate: "C", ctype: "C", provider: "c", locale: null, privileges: null };
  const { ports } = await exportHost(directory, { "toc.dat": "contents" }, paperSource({ [query.database]: [{ ...about, connectionLimit: 150 }] }));
  const { manifest } = await exportBackup(ports, exportPlan(directory), facts);
  expect(manifest.databases[0]?.connectionLimit).toBe(150);
});
