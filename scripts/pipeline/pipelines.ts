import { FailoverError } from "../core/errors.ts";
import type { WrittenSettings } from "../core/settings-schema.ts";
import { adoptObjects } from "../steps/adopt-objects.ts";
import { approveCutover } from "../steps/approve-cutover.ts";
import { chooseBackup } from "../steps/choose-backup.ts";
import { configureDatabase } from "../steps/configure-database.ts";
import { configureHosts } from "../steps/configure-hosts.ts";
import { cutOverDns } from "../steps/cut-over-dns.ts";
import { fenceSource } from "../steps/fence-source.ts";
import { openWrites } from "../steps/open-writes.ts";
import { protectAgain } from "../steps/protect-again.ts";
import { rebuildSearch } from "../steps/rebuild-search.ts";
import { restoreData } from "../steps/restore-data.ts";
import { smokeTest } from "../steps/smoke-test.ts";
import { standUp } from "../steps/stand-up.ts";
import { startApp } from "../steps/start-app.ts";
import type { Pipeline, Step } from "../steps/step.ts";
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
  protectAgain,
];

const recoveryPoints: Readonly<Record<WrittenSettings["recovery"]["point"], string>> = { newest: "the newest export whose signature verifies" };

/** The kinds of run, by the name that their journals carry. */
const pipelines: readonly Pipeline[] = [
  {
    name: "failover",
    steps: failover,
    covers: ["Pulumi.standby.yaml", "Pulumi.gcp.yaml"],
    needs: ["cloudflare.token", "database.ownerPassword", "application.secrets", "recovery.identity", "secondStore.accessKeyId", "secondStore.secretAccessKey", "secondStore.signingKey", "pulumi.passphraseFile"],
    describe: ({ settings }) => [`Recovery point: ${recoveryPoints[settings.recovery.point]},`, "  chosen during the run and recorded."],
  },
];

/** The kind of run of this name; a journal may name one that only a newer kit knows. */
export function pipelineNamed(name: string): Pipeline {
  const pipeline = pipelines.find((candidate) => candidate.name === name);
  if (pipeline === undefined) throw new FailoverError("PIPELINE_UNKNOWN", { name, known: pipelines.map((known) => known.name) });
  return pipeline;
}
