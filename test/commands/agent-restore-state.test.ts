import { expect, test } from "vitest";
import { handler } from "../../scripts/commands/agent-restore-state.ts";
import type { HostPorts } from "../../scripts/host-ports.ts";
import { scriptedShell } from "../support/scripted-shell.ts";
import { MemoryJournal, silentPorts } from "../support/world.ts";
import type { World } from "../../scripts/world.ts";

test("while a restore is alive its database is not asked: it may be dropped and made again at any moment", async () => {
  const printed: string[] = [];
  const { shell } = scriptedShell({ "systemctl list-units": { stdout: "failover-restore-r1-1.service loaded active running the restore" } });
  const refuse = () => Promise.reject(new Error('database "shop" does not exist'));
  const ports: HostPorts = { ...silentPorts({ journal: new MemoryJournal() }), shell, sql: { open: refuse }, disk: { makePrivate: refuse, files: refuse, follow: () => { throw new Error("not here"); }, digest: refuse, remove: refuse, freeBytes: refuse, hash: refuse, append: refuse, bytesIn: refuse, bytesOf: refuse, move: refuse } };
  const world: Pick<World, "hostPorts" | "print"> = { hostPorts: async () => ports, print: (text) => void printed.push(text) };
  await handler({ run: "r1", database: "shop", project: undefined, debug: false }, world as World);
  expect(printed.map((line): unknown => JSON.parse(line))).toEqual([{ marker: null, liveUnit: "failover-restore-r1-1" }]);
});
