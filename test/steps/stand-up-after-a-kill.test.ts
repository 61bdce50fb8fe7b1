import { expect, test } from "vitest";
import type { Json } from "../../scripts/core/journal.ts";
import type { StackState } from "../../scripts/core/stack/half-made.ts";
import { standUp } from "../../scripts/steps/stand-up.ts";
import { memoryStore } from "../support/memory-store.ts";
import { deskIdentity, paperMachine } from "../support/paper-machine.ts";
import { scriptedShell, type Answer } from "../support/scripted-shell.ts";
import { halfMadeInstance, stateWith } from "../support/stack-state.ts";
import { contextWith, memoryFiles, mirror, portsWith, sleepingClock } from "../support/step-world.ts";

const app = halfMadeInstance("shop-app-1");
const appIsThere = { ...app, id: "projects/acme/zones/europe-west1-b/instances/shop-app-1" };
const stateOf = (state: StackState): Answer => ({ stdout: JSON.stringify(state) });
const killed = stateOf(stateWith({ creating: [app] }));
const empty = stateOf(stateWith({}));
const whole = { "stack output": { stdout: JSON.stringify(mirror) } };
const notThereYet: Answer = { exitCode: 1, stdout: "error: googleapi: Error 409: The resource 'shop-app-1' already exists, alreadyExists" };

/** The world after a kill: a locked stack, and a machine that no longer runs what locked it. */
async function afterKill(locks: readonly object[], { program }: { program?: string } = {}) {
  const { objects, remove, names } = memoryStore();
  for (const [at, lock] of locks.entries())
    await objects.create("shop-state", `.pulumi/locks/organization/failover-kit/gcp/${at}.json`, new TextEncoder().encode(JSON.stringify(lock)));
  return { objects, machine: paperMachine(program), files: memoryFiles(), clock: sleepingClock(), remove, names };
}

const ours = { pid: 4711, username: "ana", hostname: "desk", timestamp: "1970-01-01T00:00:01Z" };
const others = { ...ours, hostname: "laptop", pid: 12 };
const verbs = (ran: readonly string[]) => ran.map((line) => /never (stack \w+|\w+)/.exec(line)?.[1]);
const second = contextWith({ attempt: 2 });

/** The attempts of one run: what one notes, the next finds, as in a journal. */
function attempts(noted?: Json) {
  let kept = noted;
  let count = 0;
  const next = () => contextWith({ attempt: (count += 1), noted: () => kept, note: async (note) => void (kept = note) });
  return { next, noted: () => kept };
}

const begunOn = (host: string): Json => ({ beginnings: [{ at: "1970-01-01T00:00:00Z", on: { ...deskIdentity, host } }], halfMade: [] });

test("unlocks, settles what was cut short, and only then goes on, with a look at the cloud", async () => {
  const run = attempts();
  const first = scriptedShell({ "stack export": empty, " up ": { exitCode: 1, stderr: "killed" } });
  await expect(standUp.run(portsWith({ ...(await afterKill([])), shell: first.shell }), run.next())).rejects.toThrow("killed");

  const { shell, ran, inputs } = scriptedShell({ cancel: {}, "stack export": killed, "stack import": {}, " up ": {}, ...whole });
  await standUp.run(portsWith({ ...(await afterKill([ours])), shell }), run.next());
  expect(verbs(ran)).toEqual(["cancel", "stack export", "stack import", "up", "stack output"]);
  expect(JSON.parse(inputs[0] ?? "")).toMatchObject({ deployment: { resources: [{ urn: app.urn, id: appIsThere.id, outputs: app.inputs }], pending_operations: [] } });
  expect(ran[3]).toContain("--refresh");
});

test("in the journal, before Pulumi can lock anything, stands where and from when on", async () => {
  const run = attempts();
  const { shell } = scriptedShell({ "stack export": empty, " up ": {}, ...whole });
  const notesAtUp: (Json | undefined)[] = [];
  const watching = { run: async (...[command, onLine]: Parameters<typeof shell.run>) => {
    if (command.args.includes("up")) notesAtUp.push(run.noted());
    return shell.run(command, onLine);
  } };
  await standUp.run(portsWith({ ...(await afterKill([])), shell: watching }), run.next());
  expect(notesAtUp).toEqual([{ beginnings: [{ at: "1970-01-01T00:00:00.000Z", on: deskIdentity }], halfMade: [] }]);
});

test.each([["check", standUp.check], ["run", standUp.run]] as const)("%s refuses while somebody else holds the stack, says who, and changes nothing", async (_, act) => {
  const { shell, ran } = scriptedShell({});
  const refusal = act(portsWith({ ...(await afterKill([others])), shell }), second);
  await expect(refusal).rejects.toMatchObject({ code: "STACK_LOCKED", advice: { what: expect.stringMatching(/ana on laptop, process 12, since 1970-01-01T00:00:01Z/) as string } });
  expect(ran).toEqual([]);
});

test("because Pulumi removes all locks at once, a dead one stays as long as there is another's", async () => {
  const world = await afterKill([ours, others]);
  const { shell, ran } = scriptedShell({});
  await expect(standUp.check(portsWith({ ...world, shell }), attempts(begunOn("desk")).next())).rejects.toMatchObject({ code: "STACK_LOCKED", advice: { what: expect.not.stringContaining("4711") as string } });
  expect(ran).toEqual([]);
});

test("a lock that its holder releases in the meantime is no lock", async () => {
  const world = await afterKill([others]);
  const objects = { ...world.objects, read: async () => undefined };
  const { shell, ran } = scriptedShell({ "stack output": { stdout: "{}" } });
  expect(await standUp.check(portsWith({ ...world, objects, shell }), second)).toBeUndefined();
  expect(verbs(ran)).toEqual(["stack output"]);
});

test("what the former holder of a run left locked is unlocked", async () => {
  const { shell, ran } = scriptedShell({ cancel: {}, "stack output": { stdout: "{}" } });
  await standUp.check(portsWith({ ...(await afterKill([others])), shell }), attempts(begunOn("laptop")).next());
  expect(verbs(ran)).toEqual(["cancel", "stack output"]);
});

test("a cloud that first does not know a machine and then refuses its name was still making it: it is looked for again", async () => {
  const world = await afterKill([]);
  const { shell, ran, inputs } = scriptedShell({ "stack export": [killed, empty, empty], "stack import": {}, " up ": [notThereYet, notThereYet, {}], ...whole });
  await standUp.run(portsWith({ ...world, shell }), attempts().next());
  expect(verbs(ran)).toEqual(["stack export", "stack import", "up", "stack export", "stack import", "up", "stack export", "stack import", "up", "stack output"]);
  expect(inputs.map((state) => (JSON.parse(state) as StackState).deployment.resources.map(({ urn }) => urn))).toEqual([[app.urn], [app.urn], [app.urn]]);
  expect(world.clock.slept()).toBe(10);
});

test("a second kill, after the state was prepared, does not make the kit forget what to look for", async () => {
  const world = await afterKill([]);
  const run = attempts();
  const dies = scriptedShell({ "stack export": killed, "stack import": {}, " up ": { exitCode: 1, stderr: "killed" } });
  await expect(standUp.run(portsWith({ ...world, shell: dies.shell }), run.next())).rejects.toThrow("killed");

  const { shell, ran } = scriptedShell({ "stack export": empty, "stack import": {}, " up ": {}, ...whole });
  await standUp.run(portsWith({ ...world, shell }), run.next());
  expect(verbs(ran)).toEqual(["stack export", "stack import", "up", "stack output"]);

  const later = scriptedShell({ "stack export": empty, " up ": {}, ...whole });
  await standUp.run(portsWith({ ...world, shell: later.shell }), run.next());
  expect(verbs(later.ran), "once all is well nothing is remembered").toEqual(["stack export", "up", "stack output"]);
});

test("a name that nobody remembers asking for is taken by somebody else: the step fails at once", async () => {
  const { shell } = scriptedShell({ "stack export": empty, " up ": notThereYet });
  await expect(standUp.run(portsWith({ ...(await afterKill([])), shell }), second)).rejects.toMatchObject({ code: "COMMAND_FAILED" });
});

test("gives up on a cloud that says both for minutes", async () => {
  const world = await afterKill([]);
  const { shell } = scriptedShell({ "stack export": killed, "stack import": {}, " up ": notThereYet });
  await expect(standUp.run(portsWith({ ...world, shell }), attempts().next())).rejects.toMatchObject({ code: "COMMAND_FAILED" });
  expect(world.clock.slept()).toBe(35);
});

test("something half made that has no foreseeable name stops the run before anything is changed", async () => {
  const strange = { ...app, type: "gcp:sql/databaseInstance:DatabaseInstance" };
  const { shell, ran } = scriptedShell({ "stack export": stateOf(stateWith({ creating: [strange] })) });
  const refusal = standUp.run(portsWith({ ...(await afterKill([])), shell }), second);
  await expect(refusal).rejects.toMatchObject({ code: "HALF_MADE_UNKNOWN", advice: { what: expect.stringContaining(app.urn) as string } });
  expect(verbs(ran)).toEqual(["stack export"]);
});
