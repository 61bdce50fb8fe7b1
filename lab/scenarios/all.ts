import { bareUp } from "./bare-up.ts";
import { bucketSilent } from "./bucket-silent.ts";
import { byHand } from "./by-hand.ts";
import { caretakers } from "./caretakers.ts";
import { cutTools } from "./cut-tools.ts";
import { databaseDeleted } from "./database-deleted.ts";
import { databaseOutage } from "./database-outage.ts";
import { databaseRevert } from "./database-revert.ts";
import { databaseVolumes } from "./database-volumes.ts";
import { exportFromSnapshot } from "./export-from-snapshot.ts";
import { frozenHolder } from "./frozen-holder.ts";
import { graceful } from "./graceful.ts";
import { hotfixUnderTraffic } from "./hotfix.ts";
import { killPulumi } from "./kill-pulumi.ts";
import { killRestore } from "./kill-restore.ts";
import { killUp } from "./kill-up.ts";
import { networkGone } from "./network-gone.ts";
import { noWayOut } from "./no-way-out.ts";
import { notifyTenThousand } from "./notify.ts";
import { oddSchemas } from "./odd-schemas.ts";
import { operators } from "./operators.ts";
import { plainDrill } from "./drill.ts";
import { stopAndHangUp } from "./stop-and-hang-up.ts";
import { stopsAndCuts } from "./stops-and-cuts.ts";
import { playedAgain } from "./played-again.ts";
import { plantedLoss } from "./planted-loss.ts";
import { replica } from "./replica.ts";
import { rotationScenario } from "./rotation.ts";
import { searchRebuilt } from "./search-rebuilt.ts";
import type { Scenario } from "./scenario.ts";
import { takeOver } from "./take-over.ts";
import { triage } from "./triage.ts";
import { twoKills } from "./two-kills.ts";
import { verifyLevel3 } from "./verify-level-3.ts";
import { versions } from "./versions.ts";
import { watchAndDeclare } from "./watch.ts";

/** Every scenario, in the order in which they run: of those beside each other the longest first. */
export const scenarios: readonly Scenario[] = [
  noWayOut,
  bareUp,
  operators,
  databaseVolumes,
  oddSchemas,
  replica,
  notifyTenThousand,
  triage,
  hotfixUnderTraffic,
  networkGone,
  databaseDeleted,
  twoKills,
  stopsAndCuts,
  frozenHolder,
  takeOver,
  databaseRevert,
  databaseOutage,
  searchRebuilt,
  plantedLoss,
  bucketSilent,
  watchAndDeclare,
  graceful,
  killUp,
  caretakers,
  playedAgain,
  exportFromSnapshot,
  versions,
  rotationScenario,
  verifyLevel3,
  byHand,
  plainDrill,
  killRestore,
  killPulumi,
  stopAndHangUp,
  cutTools,
];
