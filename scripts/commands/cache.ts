import { join } from "node:path";
import { backupId } from "../core/backup-names.ts";
import { cachePlan, cachePlanText, copiedDatabases } from "../core/cache-plan.ts";
import { FailoverError } from "../core/errors.ts";
import { Exit, type ExitCode } from "../core/exit.ts";
import { Secret } from "../core/secret.ts";
import type { Need } from "../core/settings.ts";
import { wrapped } from "../core/wrapped.ts";
import { exportCache } from "../pipeline/cache/export-cache.ts";
import { newestCopy } from "../pipeline/cache/newest-copy.ts";
import { SETTINGS_FILE } from "../core/read-project.ts";
import { inProject, openProject, settingsFor, type Project } from "../pipeline/project.ts";
import { requirePrograms } from "../pipeline/require-programs.ts";
import type { World } from "../world.ts";
import type { Handler } from "./row.ts";

type Options = { readonly action: string; readonly json: boolean; readonly spool: string };

/** Copies the cache outside AWS, or tells what each of its databases would be after a failover. */
export const handler: Handler<Options> = async (options, world) => {
  const project = await openProject(options.project, world);
  if (project.written.cache === undefined) throw new FailoverError("SECTION_MISSING", { file: SETTINGS_FILE, section: "cache", purpose: "it says what each logical database of the cache holds, and what becomes of it" });
  return options.action === "export" ? copyOut(project, options, world) : tell(project, options, world);
};

async function read(project: Project, world: World, path: string, purpose: string): Promise<string> {
  const text = await world.files.read(inProject(project, path));
  if (text === undefined) throw new FailoverError("FILE_MISSING", { path, purpose });
  return text;
}

async function copyOut(project: Project, { json, spool }: Options, world: World): Promise<ExitCode> {
  const needs: readonly Need[] = ["export.signingKey", ...(project.written.cache?.source?.password === undefined ? [] : ["cache.source.password" as const])];
  const { service, storage, google, export: exporting, cache } = settingsFor(project, world, needs);
  const databases = copiedDatabases(cache);
  if (cache?.source === undefined || databases.length === 0) {
    world.print(json ? JSON.stringify({ nothing: "no database is to be copied" }) : "no database of the cache is to be copied: each begins empty");
    return Exit.ok;
  }
  await requirePrograms(world, ["age"]);
  const pem = await read(project, world, exporting.signingKey, "a copy without the exporter's signature is never loaded");
  const begun = world.clock.now();
  const id = backupId(begun, world.randomHex(6));
  const manifest = await exportCache(await world.hostPorts({ endpoint: storage.endpoint, project: google.project }), await world.cache(), {
    service,
    id,
    bucket: storage.buckets.exports,
    source: cache.source,
    databases,
    recipientFiles: exporting.recipients.map((path) => inProject(project, path)),
    signingKey: { path: exporting.signingKey, pem: new Secret(pem) },
    spool: join(spool, `${service}.cache`, id),
  });
  const keys = manifest.databases.reduce((sum, one) => sum + one.keys, 0);
  const seconds = (world.clock.now().getTime() - begun.getTime()) / 1000;
  world.print(json ? JSON.stringify({ id, copiedAt: manifest.copiedAt, keys, bytes: manifest.object.bytes, seconds }) : `${id}: ${keys} keys as of ${manifest.copiedAt}, in ${seconds.toFixed(1)} s`);
  return Exit.ok;
}

async function tell(project: Project, { json }: Options, world: World): Promise<ExitCode> {
  const { service, storage, google, export: exporting, cache } = project.written;
  // What begins empty anyway is told without a key and without the bucket.
  const newest = async () => {
    const signer = await read(project, world, exporting.signer, "it tells the exporter's copies from anybody else's");
    return newestCopy(await world.ledger({ endpoint: storage.endpoint, project: google.project }), { bucket: storage.buckets.exports, service, signer });
  };
  const copy = copiedDatabases(cache).length === 0 ? undefined : await newest();
  const fates = cachePlan(cache, copy?.copiedAt);
  world.print(json ? JSON.stringify({ schema: "failover-kit/cache-plan/1", copy: copy?.id ?? null, copiedAt: copy?.copiedAt ?? null, databases: fates }) : cachePlanText(fates).split("\n").map((line) => wrapped(line, 2)).join("\n"));
  return Exit.ok;
}
