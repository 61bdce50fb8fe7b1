import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { disk } from "../../scripts/adapters/disk.ts";
import type { Manifest } from "../../scripts/core/manifest.ts";
import type { HostPorts } from "../../scripts/host-ports.ts";
import { fetchFiles } from "../../scripts/pipeline/restore/fetch-backup.ts";
import type { ObjectStore } from "../../scripts/ports.ts";
import { manifestOf } from "../support/backups.ts";
import { memoryStore } from "../support/memory-store.ts";
import { scriptedShell } from "../support/scripted-shell.ts";
import { memoryFiles, sleepingClock } from "../support/step-world.ts";
import { paperSource } from "../support/paper-source.ts";

test("at the first damaged file the downloads beside it are given up, and it is what is told", async () => {
  const plain = manifestOf();
  const objects = ["a", "b", "c"].map((name) => ({ ...plain.objects[0], name, path: `${name}.dat` })) as unknown as Manifest["objects"];
  const directory = await mkdtemp(join(tmpdir(), "fetch-"));
  const begun: string[] = [];
  const givenUp: string[] = [];
  const readToFile: ObjectStore["readToFile"] = async (_, name, __, until) => {
    if (begun.push(name) === 1) {
      await vi.waitUntil(() => begun.length > 1, 15_000);
      return { bytes: 1, sha256: "of something else" };
    }
    // One that would go on for hours.
    return new Promise((___, reject) => until?.addEventListener("abort", () => reject(new Error(`${givenUp.push(name)} given up`))));
  };
  const ports: HostPorts = { shell: scriptedShell({}).shell, files: memoryFiles(), objects: { ...memoryStore().objects, readToFile }, disk, sql: paperSource({}).sql, clock: sleepingClock(), operator: { say: () => undefined, progress: () => undefined } };
  const outcome: unknown = await fetchFiles(ports, { ...plain, objects }, { bucket: "exports", identityFile: "identity", directory, jobs: 4 }).catch((error: unknown) => error);
  await rm(directory, { recursive: true });
  expect(outcome).toMatchObject({ code: "BACKUP_DAMAGED", message: expect.stringContaining(begun[0] ?? "") as string });
  expect(givenUp).not.toEqual([]);
  expect(givenUp.toSorted()).toEqual(begun.slice(1).toSorted());
});
