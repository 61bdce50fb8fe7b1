import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { inFreshLab } from "../in-fresh-lab.ts";
import { LabError } from "../lab-error.ts";
import { readObjects } from "../services/objects.ts";
import type { Wanted } from "../setup/tooling.ts";
import { bucket, buckets } from "../site/buckets.ts";
import { world } from "../site/world.ts";
import { changeSetting, siteEnvironment } from "../site/write-site.ts";
import type { RunningLab } from "../up.ts";
import { makeKeys, type BenchKeys } from "./bench-keys.ts";
import { changeExporter, exportBackup, prepareExporter, type Exported } from "./exporter.ts";
import { onHost, type Bench } from "./on-host.ts";
import { standUpSource, type Source } from "./source.ts";
import { targetFiles } from "./target-files.ts";
import { runId, target, type Restored, type Target, type VerifiedDatabases } from "./target.ts";

/** A source in AWS, an exporter's host beside it, a target at the mirror, Cloud Storage, and the kit on both hosts. */
export type Workbench = {
  readonly lab: RunningLab;
  readonly site: string;
  /** The operator's environment: passwords, tokens, paths of private files. */
  readonly environment: Readonly<Record<string, string>>;
  readonly keys: BenchKeys;
  readonly source: Source;
  readonly exporter: Bench;
  readonly target: Target;
  /** Changes a setting for the exporter and for whoever types `failover` in the site. */
  changeSetting(path: readonly string[], value: unknown): Promise<void>;
  /** One export, as the exporter's unit makes it. */
  exportBackup(more?: readonly string[], timeoutSeconds?: number): Promise<Exported>;
  /** What the step `restore-data` would hand to the target for this backup; `job` overrides. */
  restoreRequest(backup: string, job?: object): Promise<{ job: object & { run: string }; identity: string; passwords: Readonly<Record<string, string>> }>;
  /** Restores a backup into a target that is made anew; one that fails is an answer, too. */
  restore(backup: string, job?: object): Promise<Restored>;
  /** What the step `verify-data` would hear of the last restore: every difference, and the comparison object by object. */
  verify(): Promise<VerifiedDatabases>;
};

const LIBRARY = "/usr/local/lib";

/** Brings a workbench up in a fresh lab, works on it, and takes everything down whatever happens. */
export function inWorkbench(say: (line: string) => void, work: (bench: Workbench) => Promise<void>, wanted: Wanted = {}): Promise<void> {
  return inFreshLab(say, async (lab) => {
    const from = performance.now();
    const bench = await setUp(lab);
    say(`the workbench stands after ${((performance.now() - from) / 1000).toFixed(1)} s`);
    await work(bench);
  }, wanted);
}

async function setUp(lab: RunningLab): Promise<Workbench> {
  const { client, place } = lab;
  const [environment, keys, exporter, machine] = await Promise.all([
    siteEnvironment(place.site),
    makeKeys(place.site),
    hostWithKit(lab, "exporter", "aws"),
    hostWithKit(lab, "target", "gcp"),
    ...Object.values(buckets).map((name) => client.cloud("gcp", "create", { type: "gcp:storage/bucket:Bucket", name, inputs: { name, location: "EU" } })),
  ]);
  const here = target(machine, await targetFiles(place.clone, machine.address), environment["SHOP_DATABASE_PASSWORD"] ?? "");
  const [source] = await Promise.all([standUpSource(client, exporter, environment), here.makeAnew()]);
  await prepareExporter(exporter, { site: place.site, address: source.address, keys, environment });
  await changeSetting(place.site, ["export", "source", "host"], source.address);

  let last: object = {};
  const restoreRequest: Workbench["restoreRequest"] = async (backup, job = {}) => ({
    identity: keys.operations.privateKey,
    passwords: { auditor: environment["SHOP_AUDITOR_PASSWORD"] ?? "" },
    job: { run: runId(), attempt: 1, ...(await jobFor(place, backup, keys)), ...job },
  });
  return {
    lab, environment, keys, source, exporter, restoreRequest,
    site: place.site,
    target: here,
    changeSetting: async (path, value) => {
      await changeExporter(exporter, path, value);
      await changeSetting(place.site, path, value);
    },
    exportBackup: (more, timeoutSeconds) => exportBackup(exporter, more, timeoutSeconds),
    restore: async (backup, job) => {
      await here.makeAnew();
      const request = await restoreRequest(backup, job);
      last = request.job;
      return here.restore(request);
    },
    verify: async () => here.verify(last),
  };
}

/** A host with the kit on it. */
export async function hostWithKit({ client, place }: RunningLab, name: string, network: "aws" | "gcp"): Promise<Bench> {
  const { address } = await client.hosts.ensure({ name, network, memoryMb: 3072 });
  const host = onHost(client, name, address);
  // A tar of texts is a text.
  const kit = await readFile(join(place.clone, "dist/failover.tar"), "utf8");
  await host.run(["tar", "--extract", `--directory=${LIBRARY}`], { stdin: kit });
  await host.write("/usr/local/bin/failover", `#!/bin/sh\nexec node ${LIBRARY}/failover/start.mjs "$@"\n`, { mode: 0o755 });
  return host;
}

async function jobFor(place: RunningLab["place"], backup: string, keys: BenchKeys): Promise<object> {
  const manifestName = `${world.service}/${backup}/manifest.json`;
  const [manifest] = await readObjects(place, bucket("exports"), [manifestName]);
  if (manifest === undefined) throw new LabError(`there is no backup ${backup}`, `${manifestName} is not in the bucket`, "export first");
  return {
    service: world.service,
    backup: { id: backup, manifestName, manifestSha256: createHash("sha256").update(manifest).digest("hex") },
    bucket: bucket("exports"),
    endpoint: world.storageEndpoint,
    project: world.google.project,
    signer: keys.exporter.publicKey,
    database: { name: world.database.name, owner: world.database.owner },
    limitSeconds: 1800,
  };
}
