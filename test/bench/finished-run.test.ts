import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeFinishedRun } from "../../bench/finished-run.ts";
import { Exit } from "../../scripts/core/exit.ts";
import { failover } from "../../scripts/pipeline/pipelines.ts";
import { kit } from "../support/kit.ts";

test("the benchmark's run is one the kit itself reads: over, with every step done", async () => {
  const directory = await mkdtemp(join(tmpdir(), "finished-run-"));
  try {
    await writeFinishedRun(directory);
    const { code, out } = await kit(directory, failover)("status", "--json");
    expect(code).toBe(Exit.ok);
    expect(JSON.parse(out)).toMatchObject({ outcome: "done", steps: failover.map(({ id }) => ({ id, state: "done" })) });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
