import { join } from "node:path";
import { FailoverError, isExpected } from "../core/errors.ts";
import type { Ports } from "../ports.ts";
import type { Context, Step } from "../steps/step.ts";
import type { World } from "../world.ts";
import { drive, type Drive, type Outcome } from "./engine.ts";
import { guardedPorts } from "./lease/guarded-ports.ts";
import type { Project } from "./project.ts";
import { runDirectory } from "./runs.ts";
import type { Session } from "./session/under-lease.ts";

type About = Pick<Drive["about"], "run" | "settings"> & { readonly steps: readonly Step[] };

/** How steps that make something to throw away are driven, under the lease they hold. */
export async function driveOf({ journal, hold, stop, watchdog }: Session, project: Project, { steps, ...about }: About, world: World): Promise<Drive> {
  const outside = await world.outside(about.settings, stop, "patient");
  const directory = runDirectory(project, about.run);
  const portsFor = (step: string): Ports => {
    const shell = world.loggedShell(join(directory, "logs", `${step}.log`), stop, watchdog);
    return guardedPorts({ ...outside, operator: world.operator, journal, shell }, () => !stop.aborted && hold.isInForce());
  };
  return { steps, journal, hold, stop, view: world.view, clock: world.clock, about: { ...about, given: undefined, projectDirectory: project.directory, runDirectory: directory, ...world.kit }, portsFor };
}

/** Drives it to its end. One that was cut off from the bucket and has it again goes on where its journal says. */
export async function carryOut(acting: Drive, pipeline: string): Promise<Outcome> {
  const { journal, view, steps, about } = acting;
  if ((await journal.read()).length === 0) await journal.append({ type: "run-begun", run: about.run, pipeline, planDigest: "none" });
  view.expect({ graph: steps, done: new Set(), expectedSeconds: new Map() });
  return drive(acting);
}

type Removal = { readonly step: string; readonly title: string; readonly remove: (ports: Ports, context: Context) => Promise<unknown> };

/** Removes what was made, also after a failure: what nobody looks at costs money, and holds the customers' data. */
export async function removeMade(acting: Drive, { step, title, remove }: Removal, problem: Error | undefined): Promise<{ readonly removed: boolean; readonly problem: Error | undefined }> {
  const context = { ...acting.about, attempt: 1, output: () => null, decided: () => undefined, noted: () => undefined, note: async () => undefined };
  acting.view.began(step, title, 1);
  try {
    await remove(acting.portsFor(step), context);
    acting.view.ended(step, "done");
    return { removed: true, problem };
  } catch (error) {
    acting.view.ended(step, "failed", isExpected(error) ? error.advice.what : undefined);
    return { removed: false, problem: problem ?? asError(error) };
  } finally {
    acting.view.close();
  }
}

/** What a person is told of steps that failed: the first failure. */
export function brokeAt({ failures }: Extract<Outcome, { readonly outcome: "failed" | "stopped" }>): Error | undefined {
  const [failure] = failures;
  if (failure === undefined) return undefined;
  const { step, error } = failure;
  if (isExpected(error)) return error;
  return new FailoverError("STEP_BROKE", { step: step.id, title: step.title, message: asError(error).message }, { cause: error });
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
