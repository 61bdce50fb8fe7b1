import { z } from "zod";
import { waitFor } from "../drill/act.ts";
import { drill } from "../drill/drill.ts";
import type { Drive } from "../drill/failover.ts";
import { psql, typed, type Stage } from "../drill/stage.ts";
import { restoresStarted, runningRestore } from "./mirror-restore.ts";
import { expectThat, type Scenario } from "./scenario.ts";

const show = (stage: Stage) => (line: string) => stage.say(`        ${line}`);

/** Kills the kit once its restore is running on the target, then resumes. */
const killed: Drive = async (stage) => {
  const kit = stage.start(["failover", "run"], { timeoutSeconds: 300, onLine: show(stage) });
  const limits = { withinSeconds: 120, everySeconds: 0.2, next: "read what 'failover run' said above" };
  const unit = await waitFor("a restore running on the database's host", limits, () => runningRestore(stage));
  kit.kill9();
  await kit.ended;
  stage.say(`        kill -9 of the kit while ${unit} was running`);
  await typed(stage, ["failover", "resume"], { timeoutSeconds: 300, onLine: show(stage) });
};

const attempts = z.object({ phases: z.array(z.object({ id: z.string(), attempts: z.number() })) });

export const killRestore: Scenario = {
  id: "kill-restore",
  patient: true,
  story: "the kit dies by kill -9 in the middle of the restore; resume re-attaches to it, finishes, and nothing has happened twice",
  run: async (say) => {
    const { report } = await drill({ drive: killed, beforeLooking: nothingTwice }, { say });
    expectThat(report.verdict === "passed", `the drill failed: ${report.because.join("; ")}`);
  },
};

/** The traces that a run left in the world after one interruption of its restore, counted. */
export async function nothingTwice(stage: Stage, mirror: Parameters<typeof psql>[1]): Promise<void> {
  const { phases } = attempts.parse(JSON.parse(await typed(stage, ["failover", "report", "--json"], { timeoutSeconds: 60 })));
  const tries = phases.find(({ id }) => id === "restore-data")?.attempts;
  expectThat(tries === 2, `restore-data should have been begun twice, once before the kill and once after; the journal says ${tries}`);
  const markers = await psql(stage, mirror, "SELECT count(*) FROM failover_kit.restored;");
  expectThat(markers[0] === "1", `the marker of a restore should be there once, it is there ${markers[0]} times`);
  const started = await restoresStarted(stage);
  expectThat(started === 1, `one restore should have been started on the target, its log counts ${started}`);
  const names = (await stage.hosts()).map(({ name }) => name);
  expectThat(new Set(names).size === names.length, `a machine is there twice: ${names.join(", ")}`);
}
