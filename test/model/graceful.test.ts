/*
 * The steps of a graceful failover that touch the source, as they are, over a world in which customers go on ordering at every
 * moment they are let, an export's unit works on by itself whoever is watching, the kit dies anywhere, and AWS may go dark for good.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { manifestName, signatureName } from "../../scripts/core/backup-names.ts";
import { words } from "../../scripts/core/commands/command.ts";
import type { Order } from "../../scripts/core/restore-db/orders.ts";
import type { Entry } from "../../scripts/core/journal.ts";
import { replay, stateOf } from "../../scripts/core/replay.ts";
import { Secret } from "../../scripts/core/secret.ts";
import { drive } from "../../scripts/pipeline/engine.ts";
import type { CommandResult, Shell } from "../../scripts/ports.ts";
import { chooseFinalExport } from "../../scripts/steps/graceful/choose-backup.ts";
import { fenceSourceGracefully } from "../../scripts/steps/graceful/fence-source.ts";
import { finalExport } from "../../scripts/steps/graceful/final-export.ts";
import { dataObject, keyPair, manifestOf, signed } from "../support/backups.ts";
import { exampleSettings } from "../support/example-settings.ts";
import { RUN } from "../support/graceful-world.ts";
import { memoryStore } from "../support/memory-store.ts";
import { awsStack } from "../support/restore-db-world.ts";
import { memoryFiles, portsWith, sleepingClock } from "../support/step-world.ts";
import { Crash, MemoryJournal, toyDrive } from "../support/world.ts";

const steps = [fenceSourceGracefully, finalExport, chooseFinalExport];
const OLDER = "20261123T060000Z-000001";

type Unit = { readonly name: string; readonly begunAt: number; snapshot: number | undefined; ended: boolean };

/** How long a unit takes until it has its snapshot, and from there until its manifest stands. */
const worlds = fc.record({
  untilSnapshot: fc.nat(4),
  untilManifest: fc.nat(6),
  /** The moment at which AWS goes dark for good; 99 is never, in these lives. */
  darkAt: fc.oneof({ weight: 2, arbitrary: fc.constant(99) }, { weight: 1, arbitrary: fc.nat(20) }),
  deaths: fc.array(fc.oneof(fc.record({ append: fc.nat(9), durable: fc.boolean() }), fc.record({ inCall: fc.nat(12) })), { maxLength: 5 }),
  between: fc.nat(8),
});
type World = typeof worlds extends fc.Arbitrary<infer W> ? W : never;

function play({ untilSnapshot, untilManifest, darkAt }: World) {
  const keys = keyPair();
  const store = memoryStore();
  const files = memoryFiles();
  const units: Unit[] = [];
  const contents = new Map<string, number>();
  let now = 0;
  let accepted = 0;
  let isOpen = true;

  const publish = async (id: string, forRun?: string): Promise<void> => {
    const { bytes, signature } = signed(manifestOf({ id, ...(forRun === undefined ? {} : { forRun }) }), keys);
    await store.objects.create("shop-exports", dataObject.name, dataObject.body);
    await store.objects.create("shop-exports", signatureName("shop", id), signature);
    await store.objects.create("shop-exports", manifestName("shop", id), bytes);
  };
  /** A moment passes: somebody orders, if they are let; units go on. */
  const tick = async (): Promise<void> => {
    now += 1;
    if (isOpen) accepted += 1;
    if (now >= darkAt) return;
    for (const unit of units.filter(({ ended }) => !ended)) {
      const age = now - unit.begunAt;
      if (age > untilSnapshot) unit.snapshot ??= accepted;
      if (age <= untilSnapshot + untilManifest) continue;
      unit.ended = true;
      const id = `20261123T0${units.indexOf(unit) + 7}0000Z-00000a`;
      contents.set(id, unit.snapshot ?? 0);
      await publish(id, RUN);
    }
  };
  const answer = (order: Order): unknown => {
    if (order.what === "count-writes") return { databases: [{ name: "shop", writes: accepted, shape: "a" }], meanwhile: isOpen ? 1 : 0, remade: [], ended: isOpen ? 1 : 0, open: 0, prepared: 0 };
    isOpen = false;
    return { databases: [{ name: "shop", refuses: true, because: "a new session is read-only" }], ended: 1, left: [] };
  };
  const ok = (stdout = ""): CommandResult => ({ exitCode: 0, stdout, stderr: "" });
  const unitIn = (line: string) => units.find(({ name }) => line.includes(name));

  /** The shell of one life, which ends at one of its calls. */
  const shellOf = (journal: MemoryJournal, dieAtCall: number | undefined): Shell => {
    let calls = 0;
    return {
      run: async (command, onLine) => {
        await tick();
        if (calls++ === dieAtCall) journal.die();
        await journal.tick();
        const line = words({ ...command, env: {} }).join(" ");
        if (line.includes("stack output")) return ok(JSON.stringify(awsStack));
        if (now >= darkAt) return { exitCode: 255, stdout: "", stderr: "Connection timed out" };
        const input = command.input instanceof Secret ? command.input.reveal() : (command.input ?? "");
        if (line.includes("agent-database")) return ok(JSON.stringify(answer((JSON.parse(input) as { order: Order }).order)));
        if (line.includes("systemctl show")) return ok("User=failover-export\nWorkingDirectory=/etc/failover-export\n");
        if (line.includes("is-active")) return ok(unitIn(line) === undefined ? "never" : unitIn(line)?.ended === true ? "end success exited 0" : "running");
        if (line.includes("sudo sh -s -- failover-final-export-")) {
          expect(units.every(({ ended }) => ended), "two exports of one run at a time").toBe(true);
          expect(isOpen, "an export was begun while customers could still order").toBe(false);
          units.push({ name: /failover-final-export-\S+/.exec(line)?.[0] ?? "", begunAt: now, snapshot: undefined, ended: false });
        }
        if (!input.startsWith("d=$1; n=$2")) return ok();
        while (unitIn(line)?.ended === false && now < darkAt) {
          await tick();
          await journal.tick();
        }
        if (now >= darkAt) return { exitCode: 255, stdout: "", stderr: "Connection timed out" };
        onLine?.("end success exited 0");
        return ok();
      },
    };
  };
  const portsOf = (journal: MemoryJournal, dieAtCall: number | undefined) =>
    portsWith({ shell: shellOf(journal, dieAtCall), objects: store.objects, files, clock: sleepingClock(), tcp: { connect: async () => (now >= darkAt ? { failed: "no answer" } : "connected") } });
  const prepare = async (): Promise<void> => {
    await files.write("/project/keys/exporter.pub", keys.signer);
    await publish(OLDER);
  };
  return { prepare, portsOf, tick, units, contents, accepted: () => accepted, isDark: () => now >= darkAt };
}

test("whoever dies, and whenever AWS goes dark: what is restored holds every order, or a person has chosen that it need not", async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      const model = play(world);
      await model.prepare();
      const first = new MemoryJournal();
      await first.append({ type: "run-begun", run: RUN, pipeline: "graceful-failover", planDigest: "abc" });
      await first.append({ type: "decision", decision: "declare", who: "ana", what: { mode: "graceful" }, why: "AWS degrades" });
      let entries: readonly Entry[] = first.entries;
      let chosen = false;
      for (let life = 0; life < 12 && replay(entries).ended === undefined; life += 1) {
        const end = world.deaths[life];
        const journal = new MemoryJournal(entries, end !== undefined && "append" in end ? end : undefined);
        const about = { run: RUN, settings: exampleSettings, projectDirectory: "/project", runDirectory: "/project/.failover/runs/r", ansibleDirectory: "/kit/ansible", bundle: "/kit/dist/failover.tar", given: undefined };
        const ports = model.portsOf(journal, end !== undefined && "inCall" in end ? end.inCall : undefined);
        const outcome = await drive(toyDrive(steps, journal, { about, portsFor: () => ports })).catch((error: unknown) => {
          if (!(error instanceof Crash)) throw error;
        });
        entries = journal.entries;
        // A person is only asked to choose where the source does not answer any more.
        if (outcome?.outcome === "failed") {
          expect(model.isDark()).toBe(true);
          const told = new MemoryJournal(entries);
          await told.append({ type: "decision", decision: "without:final-export", who: "ana", what: { step: "final-export", who: "ana", because: "AWS went dark" }, why: "AWS went dark" });
          entries = told.entries;
          chosen = true;
        }
        for (let moment = 0; moment < world.between; moment += 1) await model.tick();
      }
      const state = replay(entries);
      expect(state.ended?.outcome).toBe("done");
      const backup = stateOf(state, "choose-backup");
      const id = backup.at === "done" ? (backup.output as { id: string }).id : "";
      if (id === OLDER) expect(chosen && model.isDark()).toBe(true);
      else expect(model.contents.get(id)).toBe(model.accepted());
      expect(new Set(model.units.map(({ name }) => name)).size).toBe(model.units.length);
    }),
    { numRuns: 100 },
  );
});
