import { adoptObjects } from "../steps/adopt-objects.ts";
import { approveCutover } from "../steps/approve-cutover.ts";
import { chooseBackup } from "../steps/choose-backup.ts";
import { configureDatabase } from "../steps/configure-database.ts";
import { configureHosts } from "../steps/configure-hosts.ts";
import { cutOverDns } from "../steps/cut-over-dns.ts";
import { fenceSource } from "../steps/fence-source.ts";
import { openWrites } from "../steps/open-writes.ts";
import { rebuildSearch } from "../steps/rebuild-search.ts";
import { restoreData } from "../steps/restore-data.ts";
import { smokeTest } from "../steps/smoke-test.ts";
import { standUp } from "../steps/stand-up.ts";
import { startApp } from "../steps/start-app.ts";
import type { Step } from "../steps/step.ts";
import { verifyData } from "../steps/verify-data.ts";
import { warmCache } from "../steps/warm-cache.ts";
import { watchPropagation } from "../steps/watch-propagation.ts";

/** The failover: side by side as far as each step's needs allow. Data, machines and configuration meet at start-app. */
export const failover: readonly Step[] = [
  fenceSource,
  chooseBackup,
  standUp,
  adoptObjects,
  configureDatabase,
  restoreData,
  verifyData,
  configureHosts,
  warmCache,
  rebuildSearch,
  startApp,
  smokeTest,
  approveCutover,
  cutOverDns,
  watchPropagation,
  openWrites,
];
