import { expect, test } from "vitest";
import { settleSettings } from "../../../scripts/steps/restore-db/settle-settings.ts";
import { memoryStore } from "../../support/memory-store.ts";
import { paperMachine } from "../../support/paper-machine.ts";
import { paperRds } from "../../support/paper-rds.ts";
import { restoring } from "../../support/restore-db-world.ts";
import { scriptedShell, type Answer } from "../../support/scripted-shell.ts";
import { memoryFiles, portsWith } from "../../support/step-world.ts";

function worldWith(up: Answer = {}) {
  const { shell, ran } = scriptedShell({ "stack export": { stdout: JSON.stringify({ deployment: { resources: [], pending_operations: [] } }) }, " up ": up });
  return { ran, ports: portsWith({ shell, files: memoryFiles(), rds: paperRds(), objects: memoryStore().objects, machine: paperMachine() }) };
}

test("after a restore to a point in time the stack is brought up once more, which sets what the first one could not ask for", async () => {
  const { ran, ports } = worldWith();
  expect(await settleSettings.run(ports, restoring())).toEqual({ settled: true });
  expect(ran.filter((line) => line.includes(" up ")).map((line) => line.includes("--stack restore") && !line.includes("--refresh"))).toEqual([true]);
});

test("a snapshot's restore was given all of them: nothing is run, nor shown", async () => {
  const { ran, ports } = worldWith();
  const context = restoring({ given: { instance: "shop-database", source: { snapshot: "rds:shop-1" } } });
  expect(await settleSettings.run(ports, context)).toMatchObject({ settled: false });
  expect([ran, settleSettings.preview(context)]).toEqual([[], []]);
});

test("what AWS refuses fails this step alone: customers are served all the same", async () => {
  await expect(settleSettings.run(worldWith({ exitCode: 255, stderr: "error: InvalidDBInstanceState" }).ports, restoring())).rejects.toThrow("InvalidDBInstanceState");
  expect(settleSettings).toMatchObject({ aside: true, needs: ["prove-writes"] });
});
