import { SETTINGS_FILE } from "../../core/read-project.ts";
import { replay } from "../../core/replay.ts";
import { verificationName } from "../../core/run-name.ts";
import { resolveSettings, type Settings } from "../../core/settings.ts";
import { proofIn, type RestoreProof } from "../../core/verification-outcome.ts";
import { settingsOfVerifier, verifierNeeds } from "../../core/verify-settings.ts";
import type { Ports } from "../../ports.ts";
import { emptyStack } from "../../steps/empty-stack.ts";
import { restoreData } from "../../steps/restore-data.ts";
import type { Context, Step } from "../../steps/step.ts";
import { chooseForVerifier, type ToVerify } from "../../steps/verify/choose-for-verifier.ts";
import { configureVerifier } from "../../steps/verify/configure-verifier.ts";
import { examineData } from "../../steps/verify/examine-data.ts";
import { standUpVerifier, VERIFY_STACK } from "../../steps/verify/stand-up-verifier.ts";
import { unlockStack } from "../../steps/unlock-stack.ts";
import type { World } from "../../world.ts";
import { settingsFor, type Project } from "../project.ts";
import { requirePrograms } from "../require-programs.ts";
import { actOnRun } from "../session/act-on-run.ts";
import { brokeAt, carryOut, driveOf, removeMade } from "../thrown-away.ts";

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
  await requirePrograms(world, ["pulumi", "ansible-playbook", "ssh"]);
  const run = verificationName(world.clock.now(), world.randomHex(4));
  // Whoever verified before and gives no sign of life left a machine at most, which is removed before anything else.
  const takeOver = "the verification before gives no sign of life";
  return actOnRun(project, world, { run, kind: "verify", command: COMMAND, takeOver, startsTools: true }, async (session) => {
    const acting = await driveOf(session, project, { run, settings, steps: stepsFor(wish) }, world);
    const outcome = await carryOut(acting, "verify");
    const proof = proofIn(replay(await session.journal.read()));
    const problem = outcome.outcome === "failed" && proof === undefined ? brokeAt(outcome) : undefined;
    if (session.stop.aborted) return { proof, problem, machine: "left", stopped: true };
    if (wish.keep) return { proof, problem, machine: "kept", stopped: false };
    const end = await removeMade(acting, { step: REMOVE, title: "Remove the machine", remove: removeMachine }, problem);
    return { proof, stopped: session.stop.aborted, problem: end.problem, machine: end.removed ? "removed" : "left" };
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

async function removeMachine(ports: Ports, context: Context): Promise<void> {
  await unlockStack(ports, context, VERIFY_STACK, "lease");
  await emptyStack(ports, context, { stack: VERIFY_STACK, step: REMOVE });
}

const stepsFor = ({ backup }: VerifyWish): readonly Step[] => [chooseForVerifier(backup), standUpVerifier, configureVerifier, restoreData, examineData];
