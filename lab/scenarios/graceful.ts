import { z } from "zod";
import { awsOutputs } from "../../infra/outputs.ts";
import { outputs } from "../drill/company.ts";
import { drill } from "../drill/drill.ts";
import type { Drive, Learn } from "../drill/failover.ts";
import { ssh, typed, type Stage } from "../drill/stage.ts";
import { watched } from "../drill/watched.ts";
import { expectThat, type Scenario } from "./scenario.ts";

const UNITS = "failover-final-export-";
const sheet = z.object({ plan: z.object({ digest: z.string() }), mode: z.object({ mode: z.string(), proposed: z.string(), because: z.array(z.string()) }) });

/** AWS degrades and still answers: the sheet proposes a graceful failover, and that plan is approved. */
const asProposed: Learn = (stage) =>
  stage.act("failover declare, the sheet", 4, async () => {
    const { plan, mode } = sheet.parse(JSON.parse(await typed(stage, ["failover", "declare", "--json"], { timeoutSeconds: 60 })));
    stage.say(`        ${mode.mode}: ${mode.because.join("; ")}`);
    expectThat(mode.proposed === "graceful", `a source that answers should speak for a graceful failover: ${mode.because.join("; ")}`);
    return plan.digest;
  });

const exporterOf = async (stage: Stage): Promise<string> => awsOutputs.parse(await outputs(stage, "aws")).exporter.address;

/** Kills the kit while the last export is at work, and goes on. */
const killedInExport: Drive = async (stage) => {
  const address = await exporterOf(stage);
  const run = watched(stage, ["failover", "run"]);
  const unit = await run.until("a last export at work on the exporter's host", 90, async () => {
    const { stdout } = await stage.operate([...ssh(address), `systemctl list-units --plain --no-legend '${UNITS}*'`], { timeoutSeconds: 20 });
    return /^(\S+)\.service /m.exec(stdout)?.[1];
  });
  run.kit.kill9();
  await run.ended;
  stage.say(`        kill -9 of the kit while ${unit} was at work`);
  await typed(stage, ["failover", "resume"], { timeoutSeconds: 300, onLine: (line) => stage.say(`        ${line}`) });
};

const report = z.object({
  mode: z.string(),
  phases: z.array(z.object({ id: z.string(), attempts: z.number() })),
  outputs: z.object({
    "fence-source": z.object({ fenced: z.boolean() }),
    "final-export": z.object({ exported: z.boolean(), id: z.string(), writtenSince: z.number().nullable(), notes: z.array(z.string()) }),
    "choose-backup": z.object({ id: z.string() }),
  }),
});

/** What the run says of itself, and what the exporter's host says of it. */
async function once(stage: Stage): Promise<void> {
  const said = report.parse(JSON.parse(await typed(stage, ["failover", "report", "--json"], { timeoutSeconds: 60 })));
  const { "fence-source": fence, "final-export": last, "choose-backup": chosen } = said.outputs;
  expectThat(said.mode === "graceful" && fence.fenced, "the run should be graceful, and its source fenced");
  expectThat(last.exported && last.writtenSince === 0 && chosen.id === last.id, `the last export should be the one restored, with nothing written after the fence: ${JSON.stringify([last, chosen])}`);
  expectThat(last.notes.length === 0, `the warden should have signed for it, and the cache been copied once more: ${last.notes.join("; ")}`);
  const tries = said.phases.find(({ id }) => id === "final-export")?.attempts;
  expectThat(tries === 2, `final-export should have been begun twice, before the kill and after; the journal says ${tries}`);
  const units = (await typed(stage, [...ssh(await exporterOf(stage)), `sudo sh -c 'ls -d /var/lib/failover/units/${UNITS}*/'`], { timeoutSeconds: 20 })).trim().split("\n");
  expectThat(units.length === 1, `one last export should have been begun on the exporter's host: ${units.join(", ")}`);
}

export const graceful: Scenario = {
  id: "graceful",
  patient: true,
  story: "AWS still answers: the sheet proposes a graceful failover; the database is closed under traffic and exported one last time, the kit dies in the middle of that and goes on; every order that was ever accepted is at the mirror",
  run: async (say) => {
    const { report: judged } = await drill({ light: true, drive: killedInExport, graceful: asProposed, beforeLooking: once }, { say });
    expectThat(judged.verdict === "passed", `the drill failed: ${judged.because.join("; ")}`);
    const { lost, acknowledged } = judged.rpo;
    expectThat(lost.length === 0, `${lost.length} of ${acknowledged} accepted orders are not at the mirror: ${lost.map(({ id, acknowledgedAt }) => `${id} of ${acknowledgedAt}`).join(", ")}`);
    say(`        all ${acknowledged} orders that AWS accepted are at the mirror`);
  },
};
