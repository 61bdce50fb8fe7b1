import { FailoverError } from "../core/errors.ts";
import { Exit, type ExitCode } from "../core/exit.ts";
import { SETTINGS_FILE } from "../core/read-project.ts";
import { isRed, usualMaxAges, verificationAges } from "../core/verification-ages.ts";
import { verificationText } from "../core/verification-text.ts";
import { openProject } from "../pipeline/project.ts";
import { passed, type LevelResult, type Outcome } from "../pipeline/verify/level.ts";
import { storeTime } from "../pipeline/verify/record.ts";
import { openArchive, type Archive } from "../pipeline/verify/archive.ts";
import { runLevel1 } from "../pipeline/verify/run-level-1.ts";
import { runLevel2 } from "../pipeline/verify/run-level-2.ts";
import { runLevel3 } from "../pipeline/verify/run-level-3.ts";
import type { World } from "../world.ts";
import type { Handler } from "./row.ts";
import { tellLevel3 } from "./verify-level-3.ts";

type Options = { readonly level: number | undefined; readonly backup: string | undefined; readonly work: string; readonly keep: boolean; readonly json: boolean };

/** Verifies backups on one level and records what it found; without a level, shows how old the newest success of each is. */
export const handler: Handler<Options> = async ({ project: named, level, backup, work, keep, json, debug }, world) => {
  const project = await openProject(named, world);
  const archive = await openArchive(project, world);
  switch (level) {
    case 1:
      return tell(await runLevel1(archive, world, backup), json, world);
    case 2:
      return tell(await runLevel2(archive, world, { backup, work }), json, world);
    case 3:
      return tellLevel3(await runLevel3(archive, world, { backup, keep }), (outcome) => tell(outcome, json, world), { debug }, world);
    default:
      return showAges(archive, json, world);
  }
};

async function showAges({ project, ports, receipts }: Archive, json: boolean, world: World): Promise<ExitCode> {
  if (receipts === undefined) throw new FailoverError("RECEIPTS_UNSIGNED", { file: SETTINGS_FILE });
  const chain = await receipts.read("all that is left");
  const { service, storage, verification } = project.written;
  const now = await storeTime(ports.objects, { bucket: storage.buckets.journal, service }, chain, world.clock.now().getTime());
  const ages = verificationAges(chain, now, verification?.maxAgeHours ?? usualMaxAges);
  world.print(json ? JSON.stringify({ schema: "failover-kit/verification-ages/1", service, ...ages }, null, 2) : verificationText(ages));
  return isRed(ages) ? Exit.notReady : Exit.ok;
}

function tell({ result, recorded }: Outcome, json: boolean, world: World): ExitCode {
  const isSound = passed(result);
  const { level, backups, findings } = result;
  if (json) world.print(JSON.stringify({ schema: "failover-kit/verify-export/1", level, passed: isSound, backups, findings, recorded }, null, 2));
  else world.print(text(result));
  if (recorded === null) world.operator.say("No receipt was written: the key that signs them is not on this machine.");
  return isSound ? Exit.ok : Exit.notReady;
}

function text({ level, backups, findings }: LevelResult): string {
  const of = (found: readonly string[]): readonly string[] => found.map((finding) => `  - ${finding}`);
  const lines = backups.flatMap(({ id, snapshotAt, findings: own }) => [`${own.length === 0 ? "sound  " : "damaged"}  ${id}${snapshotAt === null ? "" : `  everything until ${snapshotAt}`}`, ...of(own)]);
  return [`Level ${level}: ${backups.length} ${backups.length === 1 ? "backup" : "backups"}.`, ...lines, ...(findings.length === 0 ? [] : ["The archive as a whole:", ...of(findings)])].join("\n");
}
