import { z } from "zod";
import { drill } from "../drill/drill.ts";
import type { Drive } from "../drill/failover.ts";
import { psql, typed, type Stage } from "../drill/stage.ts";
import { watched } from "../drill/watched.ts";
import { seeded } from "../shop/seeded.ts";
import { restoresStarted, runningRestore } from "./mirror-restore.ts";
import { expectThat, type Scenario } from "./scenario.ts";

/** A restore of the little history could end before it is seen to run. */
export const longRestore = seeded;

const show = (stage: Stage) => (line: string) => stage.say(`        ${line}`);

/** Kills the kit once its restore is running on the target. */
export async function restoreIsLeft(stage: Stage, verb: "run" | "resume"): Promise<void> {
  const run = watched(stage, ["failover", verb]);
  const unit = await run.until("a restore running on the database's host", 240, () => runningRestore(stage));
  run.kit.kill9();
  await run.ended;
  stage.say(`        kill -9 of the kit while ${unit} was running`);
}

const killed: Drive = async (stage) => {
  await restoreIsLeft(stage, "run");
  await typed(stage, ["failover", "resume"], { timeoutSeconds: 300, onLine: show(stage) });
};

const attempts = z.object({ phases: z.array(z.object({ id: z.string(), attempts: z.number() })) });

export const killRestore: Scenario = {
  id: "kill-restore",
  patient: true,
  toldBy: "two-kills",
  story: "the kit dies by kill -9 in the middle of the restore; resume re-attaches to it, finishes, and nothing has happened twice",
  run: async (say) => {
    const { report } = await drill({ light: true, drive: killed, beforeLooking: nothingTwice }, { say, history: longRestore });
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
