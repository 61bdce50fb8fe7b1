import { z } from "zod";
import { typed, type Stage } from "./stage.ts";

const planned = z.object({ digest: z.string() });

const runReport = z.object({
  run: z.string(),
  phases: z.array(z.object({ id: z.string(), startedAt: z.string(), seconds: z.number() })),
  criticalPath: z.array(z.string()),
  criticalPathSeconds: z.number(),
  decisions: z.array(z.object({ at: z.string(), decision: z.string() })),
  outputs: z.record(z.string(), z.unknown()),
});

/** What the kit's own journal says of a run. */
export type RunReport = z.infer<typeof runReport>;

/** How a declared run is driven to its end; a scenario may have other ideas than a plain `failover run`. */
export type Drive = (stage: Stage) => Promise<void>;

const RUN_LIMIT_SECONDS = 600;

/** Types `failover run` and shows what it says as it goes. */
export const plainRun: Drive = async (stage) => {
  await typed(stage, ["failover", "run"], { timeoutSeconds: RUN_LIMIT_SECONDS, onLine: (line) => stage.say(`        ${line}`) });
};

/** The steps that ask, and that the plain rehearsal approves in its declaration. */
const allSteps = ["cut-over-dns", "open-writes"];

/** Learns which plan there is to approve: by `failover plan`, unless a scenario learns it otherwise. */
export type Learn = (stage: Stage) => Promise<string>;

const byPlan: Learn = (stage) =>
  stage.act("failover plan", 2, async () => planned.parse(JSON.parse(await typed(stage, ["failover", "plan", "--json"], { timeoutSeconds: 60 }))).digest);

/** Plans, declares and drives a failover, as the person on call would. */
export async function failOver(stage: Stage, drive: Drive, preApproved: readonly string[] = allSteps, learn: Learn = byPlan): Promise<RunReport> {
  const digest = await learn(stage);
  await stage.act(`failover declare --approve ${digest}`, 4, () =>
    typed(stage, ["failover", "declare", "--approve", digest, "--pre-approve", preApproved.join(","), "--because", "AWS does not answer as it should; a rehearsal"], { timeoutSeconds: 60 }));
  await stage.act("failover run, and the unproxied name's last 60 s", 60, () => drive(stage));
  return runReport.parse(JSON.parse(await typed(stage, ["failover", "report", "--json"], { timeoutSeconds: 60 })));
}
