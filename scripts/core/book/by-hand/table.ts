import type { Instructions } from "./by-hand.ts";
import * as data from "./data.ts";
import * as hotfix from "./hotfix.ts";
import * as machines from "./machines.ts";
import * as restoreDb from "./restore-db.ts";
import * as service from "./service.ts";

/** How each step of each kind of run is done by hand; a step that is not here fails a test. */
export const byHand: Readonly<Record<string, Instructions>> = {
  freeze: service.freeze,
  "notify-start": service.notifyStart,
  "notify-done": service.notifyDone,
  "fence-source": service.fenceSource,
  "choose-backup": data.chooseBackup,
  "stand-up": machines.standUp,
  "adopt-objects": service.adoptObjects,
  "configure-database": machines.configureDatabase,
  "restore-data": data.restoreData,
  "verify-data": data.verifyData,
  "configure-search": service.configureSearch,
  "configure-hosts": machines.configureHosts,
  "warm-cache": service.warmCache,
  "rebuild-search": service.rebuildSearch,
  "start-app": service.startApp,
  "smoke-test": service.smokeTest,
  "approve-cutover": service.approveCutover,
  "cut-over-dns": service.cutOverDns,
  "watch-propagation": service.watchPropagation,
  "open-writes": service.openWrites,
  "protect-again": service.protectAgain,
  "look-at-database": restoreDb.lookAtDatabase,
  "count-broken": restoreDb.countBroken,
  "fence-database": restoreDb.fenceDatabase,
  "restore-instance": restoreDb.restoreInstance,
  "await-logins": restoreDb.awaitLogins,
  "warm-database": restoreDb.warmDatabase,
  "verify-database": restoreDb.verifyDatabase,
  "point-application": restoreDb.pointApplication,
  "prove-writes": restoreDb.proveWrites,
  "tell-loss": restoreDb.tellLoss,
  "lift-fence": restoreDb.liftFence,
  "point-back": restoreDb.pointBack,
  "prove-back": restoreDb.proveBack,
  "tell-left": restoreDb.tellLeft,
  "move-into-aws": restoreDb.moveIntoAws,
  "preview-empty": restoreDb.previewEmpty,
  "prepare-release": hotfix.prepareRelease,
  "publish-release": hotfix.publishRelease,
  "look-at-hosts": hotfix.lookAtHosts,
  "deploy-canary": hotfix.deployCanary,
  "watch-canary": hotfix.watchCanary,
  "deploy-rest": hotfix.deployRest,
  "take-back": hotfix.takeBack,
};
