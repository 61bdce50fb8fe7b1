import { join } from "node:path";
import { FailoverError, isExpected } from "../../core/errors.ts";
import { SETTINGS_FILE } from "../../core/read-project.ts";
import { replay } from "../../core/replay.ts";
import { verificationName } from "../../core/run-name.ts";
import { resolveSettings, type Settings } from "../../core/settings.ts";
import { proofIn, type RestoreProof } from "../../core/verification-outcome.ts";
import { settingsOfVerifier, verifierNeeds } from "../../core/verify-settings.ts";
import type { Ports } from "../../ports.ts";
import { emptyStack } from "../../steps/empty-stack.ts";
import { restoreData } from "../../steps/restore-data.ts";
import type { Step } from "../../steps/step.ts";
import { chooseForVerifier, type ToVerify } from "../../steps/verify/choose-for-verifier.ts";
import { configureVerifier } from "../../steps/verify/configure-verifier.ts";
import { examineData } from "../../steps/verify/examine-data.ts";
import { standUpVerifier, VERIFY_STACK } from "../../steps/verify/stand-up-verifier.ts";
import { unlockStack } from "../../steps/unlock-stack.ts";
import type { World } from "../../world.ts";
import { drive, type Drive, type Outcome } from "../engine.ts";
import { guardedPorts } from "../lease/guarded-ports.ts";
import { settingsFor, type Project } from "../project.ts";
import { runDirectory } from "../runs.ts";
import { actOnRun } from "../session/act-on-run.ts";
import type { Session } from "../session/under-lease.ts";

export type VerifyWish = {
  readonly backup: ToVerify;
  /** Leaves the machine up for people to look at. */
  readonly keep: boolean;
};

export type VerifiedByRestore = {
  readonly proof: RestoreProof | undefined;
  /** What kept it from a judgement, or from removing its machine. */
  readonly problem: Error | undefined;
  readonly machine: "removed" | "kept" | "left";
  readonly stopped: boolean;
};

const COMMAND = "verify-export --level 3";
const REMOVE = "remove-machine";

/** Restores a backup on a machine of its own, examines what came of it, and removes the machine, whatever happened. One at a time for each service. */
export async function verifyByRestore(project: Project, wish: VerifyWish, world: World): Promise<VerifiedByRestore> {
  const settings = settingsOf(project, world);
  const run = verificationName(world.clock.now(), world.randomHex(4));
  // Whoever verified before and gives no sign of life left a machine at most, which is removed before anything else.
  const takeOver = "the verification before gives no sign of life";
  return actOnRun(project, world, { run, kind: "verify", command: COMMAND, takeOver, startsTools: true }, async (session) => {
    const acting = await driveOf(session, { project, run, settings, wish }, world);
    const outcome = await carryOut(acting, run);
    const proof = proofIn(replay(await session.journal.read()));
    const problem = outcome.outcome === "failed" && proof === undefined ? brokeAt(outcome) : undefined;
    if (session.stop.aborted) return { proof, problem, machine: "left", stopped: true };
    if (wish.keep) return { proof, problem, machine: "kept", stopped: false };
    return { proof, stopped: session.stop.aborted, ...(await removeMachine(acting, problem)) };
  });
}

/** A machine that is thrown away needs no password that opens anything else. */
function settingsOf(project: Project, world: World): Settings {
  settingsFor(project, world, verifierNeeds);
  const written = settingsOfVerifier(project.written, SETTINGS_FILE);
  const passing = world.randomHex(32);
  const own = new Map([[written.database.ownerPassword, passing]]);
  world.secrets.learn({ values: [passing], files: [] });
  return resolveSettings(written, { file: SETTINGS_FILE, needs: [], valueOf: (variable) => own.get(`$${variable}`) ?? world.env[variable] });
}

type Acting = { readonly project: Project; readonly run: string; readonly settings: Settings; readonly wish: VerifyWish };

const stepsFor = ({ backup }: VerifyWish): readonly Step[] => [chooseForVerifier(backup), standUpVerifier, configureVerifier, restoreData, examineData];

async function driveOf({ journal, hold, stop, watchdog }: Session, { project, run, settings, wish }: Acting, world: World): Promise<Drive> {
  const outside = await world.outside(settings, stop);
  const directory = runDirectory(project, run);
  const portsFor = (step: string): Ports => {
    const shell = world.loggedShell(join(directory, "logs", `${step}.log`), stop, watchdog);
    return guardedPorts({ ...outside, operator: world.operator, journal, shell }, () => !stop.aborted && hold.isInForce());
  };
  return { steps: stepsFor(wish), journal, hold, stop, view: world.view, clock: world.clock, about: { run, given: undefined, settings, projectDirectory: project.directory, runDirectory: directory, ...world.kit }, portsFor };
}

/** A verification that was cut off from the bucket and has it again goes on where its journal says. */
async function carryOut(acting: Drive, run: string): Promise<Outcome> {
  const { journal, view, steps } = acting;
  if ((await journal.read()).length === 0) await journal.append({ type: "run-begun", run, pipeline: "verify", planDigest: "none" });
  view.expect({ graph: steps, done: new Set(), expectedSeconds: new Map() });
  return drive(acting);
}

/** Also after a failure: a machine that nobody looks at costs money, and holds the customers' data. */
async function removeMachine(acting: Drive, problem: Error | undefined): Promise<Pick<VerifiedByRestore, "machine" | "problem">> {
  const ports = acting.portsFor(REMOVE);
  const context = { ...acting.about, attempt: 1, output: () => null, decided: () => undefined, noted: () => undefined, note: async () => undefined };
  acting.view.began(REMOVE, "Remove the machine", 1);
  try {
    await unlockStack(ports, context, VERIFY_STACK, "lease");
    await emptyStack(ports, context, { stack: VERIFY_STACK, step: REMOVE });
    acting.view.ended(REMOVE, "done");
    return { machine: "removed", problem };
  } catch (error) {
    acting.view.ended(REMOVE, "failed", isExpected(error) ? error.advice.what : undefined);
    return { machine: "left", problem: problem ?? asError(error) };
  } finally {
    acting.view.close();
  }
}

function brokeAt({ failures }: Extract<Outcome, { readonly outcome: "failed" | "stopped" }>): Error | undefined {
  const [failure] = failures;
  if (failure === undefined) return undefined;
  const { step, error } = failure;
  if (isExpected(error)) return error;
  return new FailoverError("STEP_BROKE", { step: step.id, title: step.title, message: asError(error).message }, { cause: error });
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
