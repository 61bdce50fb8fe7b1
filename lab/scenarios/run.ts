import { bareUp } from "./bare-up.ts";
import { bucketSilent } from "./bucket-silent.ts";
import { cutTools } from "./cut-tools.ts";
import { databaseOutage } from "./database-outage.ts";
import { databaseVolumes } from "./database-volumes.ts";
import { exportFromSnapshot } from "./export-from-snapshot.ts";
import { frozenHolder } from "./frozen-holder.ts";
import { killPulumi } from "./kill-pulumi.ts";
import { killRestore } from "./kill-restore.ts";
import { killUp } from "./kill-up.ts";
import { networkGone } from "./network-gone.ts";
import { noWayOut } from "./no-way-out.ts";
import { oddSchemas } from "./odd-schemas.ts";
import { operators } from "./operators.ts";
import { plainDrill } from "./drill.ts";
import { stopAndHangUp } from "./stop-and-hang-up.ts";
import { plantedLoss } from "./planted-loss.ts";
import type { Scenario } from "./scenario.ts";
import { takeOver } from "./take-over.ts";
import { triage } from "./triage.ts";
import { verifyLevel3 } from "./verify-level-3.ts";

const scenarios: readonly Scenario[] = [
  noWayOut,
  bareUp,
  operators,
  databaseVolumes,
  triage,
  databaseOutage,
  exportFromSnapshot,
  oddSchemas,
  stopAndHangUp,
  plainDrill,
  killRestore,
  killUp,
  killPulumi,
  cutTools,
  networkGone,
  bucketSilent,
  takeOver,
  frozenHolder,
  plantedLoss,
  verifyLevel3,
];

const say = (line: string) => console.error(line);

/** Runs scenarios one after another and returns how many failed. */
async function runAll(chosen: readonly Scenario[]): Promise<number> {
  let failed = 0;
  for (const { id, story, run } of chosen) {
    say(`\n${id}: ${story}`);
    const from = performance.now();
    const seconds = () => ((performance.now() - from) / 1000).toFixed(0);
    try {
      await run(say);
      console.log(`passed  ${id} (${seconds()} s)`);
    } catch (error) {
      failed += 1;
      console.log(`failed  ${id} (${seconds()} s): ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return failed;
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((id) => !scenarios.some((s) => s.id === id));
if (unknown.length > 0) {
  say(`No scenario is called ${unknown.join(", ")}. There are: ${scenarios.map((s) => s.id).join(", ")}.`);
  process.exitCode = 2;
} else {
  const chosen = wanted.length === 0 ? scenarios : scenarios.filter((s) => wanted.includes(s.id));
  const failed = await runAll(chosen);
  console.log(`${chosen.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
