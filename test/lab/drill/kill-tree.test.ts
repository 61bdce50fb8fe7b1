import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { isRunning } from "../../../scripts/adapters/process-table.ts";
import { killTree } from "../../../lab/drill/kill-tree.ts";

test.runIf(process.platform === "linux")("a power cut leaves nothing of what a process has started, not even what left its group", async () => {
  const kit = spawn("sh", ["-c", "setsid sleep 61 & setsid sh -c 'sleep 62 & echo ready $!; wait' & wait"], { detached: true, stdio: ["ignore", "pipe", "ignore"] });
  const [said] = (await once(kit.stdout, "data")) as [Buffer];
  const grandchild = Number(said.toString().split(" ")[1]);
  expect(await isRunning(grandchild)).toBe(true);

  const names = killTree(kit);
  await once(kit, "exit");
  expect(names).toHaveLength(4);
  expect(killTree(kit), "its number may be somebody else's by now").toEqual([]);
  await expect.poll(() => isRunning(grandchild)).toBe(false);
});
