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
import { plantedLoss } from "./planted-loss.ts";
import { replica } from "./replica.ts";
import { rotationScenario } from "./rotation.ts";
import { searchRebuilt } from "./search-rebuilt.ts";
import type { Scenario } from "./scenario.ts";
import { takeOver } from "./take-over.ts";
import { triage } from "./triage.ts";
import { verifyLevel3 } from "./verify-level-3.ts";
import { versions } from "./versions.ts";
import { watchAndDeclare } from "./watch.ts";

/** Every scenario, in the order in which they run. */
export const scenarios: readonly Scenario[] = [
  noWayOut,
  bareUp,
  operators,
  databaseVolumes,
  triage,
  databaseOutage,
  databaseRevert,
  databaseDeleted,
  exportFromSnapshot,
  hotfixUnderTraffic,
  oddSchemas,
  versions,
  replica,
  byHand,
  rotationScenario,
  caretakers,
  notifyTenThousand,
  stopAndHangUp,
  plainDrill,
  graceful,
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
  searchRebuilt,
  watchAndDeclare,
];
