import { FailoverError } from "../core/errors.ts";
import { modeInPlan } from "../core/graceful/mode-text.ts";
import { pipelineOf } from "../core/graceful/mode.ts";
import { fromInWords, readHotfixGiven } from "../core/hotfix/given.ts";
import { readTakenBack } from "../core/hotfix/outputs.ts";
import { givenInWords, readRestoreGiven } from "../core/restore-db/given.ts";
import { recoveryPointText } from "../core/recovery-point.ts";
import type { Need } from "../core/settings.ts";
import { adoptObjects } from "../steps/adopt-objects.ts";
import { approveCutover } from "../steps/approve-cutover.ts";
import { chooseBackup } from "../steps/choose-backup.ts";
import { configureDatabase } from "../steps/configure-database.ts";
import { configureHosts } from "../steps/configure-hosts.ts";
import { configureSearch } from "../steps/configure-search.ts";
import { cutOverDns } from "../steps/cut-over-dns.ts";
import { fenceSource } from "../steps/fence-source.ts";
import { chooseFinalExport } from "../steps/graceful/choose-backup.ts";
import { fenceSourceGracefully } from "../steps/graceful/fence-source.ts";
import { finalExport } from "../steps/graceful/final-export.ts";
import { lookAtHosts } from "../steps/hotfix/look-at-hosts.ts";
import { prepareRelease } from "../steps/hotfix/prepare-release.ts";
import { publishRelease } from "../steps/hotfix/publish-release.ts";
import { deployCanary, deployRest, takeBack, watchCanary } from "../steps/hotfix/spread.ts";
import { freeze } from "../steps/freeze.ts";
import { openWrites } from "../steps/open-writes.ts";
import { protectAgain } from "../steps/protect-again.ts";
import { rebuildSearch } from "../steps/rebuild-search.ts";
import { moveIntoAws, previewEmpty, readAdoptGiven } from "../steps/restore-db/adopt.ts";
import { awaitLogins } from "../steps/restore-db/await-logins.ts";
import { countBroken } from "../steps/restore-db/count-broken.ts";
import { fenceDatabase } from "../steps/restore-db/fence-database.ts";
import { lookAtDatabase } from "../steps/restore-db/look-at-database.ts";
import { pointApplication } from "../steps/restore-db/point-application.ts";
import { proveWrites } from "../steps/restore-db/prove-writes.ts";
import { restoreInstance } from "../steps/restore-db/restore-instance.ts";
import { liftFence, pointBack, proveBack, readRevertGiven } from "../steps/restore-db/revert.ts";
import { tellLeft } from "../steps/restore-db/tell-left.ts";
import { settleSettings } from "../steps/restore-db/settle-settings.ts";
import { tellLoss } from "../steps/restore-db/tell-loss.ts";
import { verifyDatabase } from "../steps/restore-db/verify-database.ts";
import { warmDatabase } from "../steps/restore-db/warm-database.ts";
import { restoreData } from "../steps/restore-data.ts";
import { smokeTest } from "../steps/smoke-test.ts";
import { standUp } from "../steps/stand-up.ts";
import { startApp } from "../steps/start-app.ts";
import type { Pipeline, Step } from "../steps/step.ts";
import { notifyDone, notifyStart } from "../steps/tell-customers.ts";
import { verifyData } from "../steps/verify-data.ts";
import { warmCache } from "../steps/warm-cache.ts";
import { watchPropagation } from "../steps/watch-propagation.ts";

/** The failover: side by side as far as each step's needs allow. Data, machines and configuration meet at start-app. */
export const failover: readonly Step[] = [
  freeze,
  notifyStart,
  fenceSource,
  chooseBackup,
  standUp,
  adoptObjects,
  configureDatabase,
  restoreData,
  verifyData,
  configureHosts,
  warmCache,
  configureSearch,
  rebuildSearch,
  startApp,
  smokeTest,
  approveCutover,
  cutOverDns,
  watchPropagation,
  openWrites,
  notifyDone,
  protectAgain,
];

/** The same while the source still answers: it is closed, exported one last time, and that export is the one restored. */
export const gracefulFailover: readonly Step[] = failover.flatMap((step): readonly Step[] => {
  if (step === fenceSource) return [fenceSourceGracefully, finalExport];
  if (step === chooseBackup) return [chooseFinalExport];
  // The last copy of the cache is made beside the last export.
  return step === warmCache ? [{ ...warmCache, needs: [...warmCache.needs, finalExport.id] }] : [step];
});

/** A broken database replaced by a restored one, with AWS otherwise fine. */
export const restoreDb: readonly Step[] = [lookAtDatabase, countBroken, fenceDatabase, restoreInstance, awaitLogins, warmDatabase, verifyDatabase, pointApplication, proveWrites, settleSettings, tellLoss];

/** The way back, while the old database lives. */
export const revertRestoreDb: readonly Step[] = [liftFence, pointBack, proveBack, tellLeft];

/** The restored one becomes a part of the aws stack. */
export const adoptRestoredDb: readonly Step[] = [moveIntoAws, previewEmpty];

/** A release in place of another, one host first. */
export const hotfix: readonly Step[] = [prepareRelease, publishRelease, lookAtHosts, deployCanary, watchCanary, deployRest, takeBack];

const toFailOver: readonly Need[] = ["cloudflare.token", "database.ownerPassword", "database.rolePasswords", "application.secrets", "recovery.identity", "secondStore.accessKeyId", "secondStore.secretAccessKey", "secondStore.signingKey", "pulumi.passphraseFile"];
const inAws: readonly Need[] = ["cloudflare.token", "database.ownerPassword", "application.secrets", "export.source.password", "pulumi.passphraseFile"];

/** The kinds of run, by the name that their journals carry. */
const pipelines: readonly Pipeline[] = [
  {
    name: pipelineOf.ungraceful,
    steps: failover,
    covers: ["Pulumi.standby.yaml", "Pulumi.gcp.yaml"],
    needs: toFailOver,
    describe: ({ settings }) => [...modeInPlan.ungraceful, `Recovery point: ${recoveryPointText(settings.recovery.point)},`, "  chosen during the run and recorded."],
  },
  {
    name: pipelineOf.graceful,
    steps: gracefulFailover,
    covers: ["Pulumi.standby.yaml", "Pulumi.gcp.yaml"],
    needs: [...toFailOver, "export.source.password"],
    describe: () => [...modeInPlan.graceful, "Recovery point: the run's own last export, and no other."],
  },
  {
    name: "restore-db",
    steps: restoreDb,
    covers: [], // not Pulumi.restore.yaml: each run adds to it
    needs: inAws,
    describe: ({ given }) => givenInWords(readRestoreGiven(given)),
  },
  {
    name: "adopt-restored-db",
    steps: adoptRestoredDb,
    covers: [], // not the two stacks' files: the run writes into both
    needs: ["pulumi.passphraseFile"],
    describe: ({ given }) => {
      const { run, identifier, deleted } = readAdoptGiven(given);
      const forgets = deleted === undefined ? [] : [`  ${deleted}, which AWS knows no more, leaves that stack and its program.`];
      return [`Adopts: ${identifier}, which run ${run} restored,`, "  into the aws stack; nothing in AWS is changed.", ...forgets];
    },
  },
  {
    name: "hotfix",
    steps: hotfix,
    covers: [],
    needs: ["database.ownerPassword", "application.secrets", "pulumi.passphraseFile"],
    describe: ({ given }) => {
      const { side, from } = readHotfixGiven(given);
      return [`Puts on the application hosts of ${side}: ${fromInWords(from)},`, "  one host first; a release that is not well there is taken back by itself."];
    },
    fellShort: (output) => {
      const told = output("take-back");
      if (told === undefined) return undefined;
      const { takenBack, because } = readTakenBack(told);
      return takenBack.length === 0 ? undefined : new FailoverError("HOTFIX_TAKEN_BACK", { hosts: takenBack, because });
    },
  },
  {
    name: "revert-restore-db",
    steps: revertRestoreDb,
    covers: [],
    needs: inAws,
    describe: ({ given }) => {
      const { run, instance } = readRevertGiven(given);
      return [`Goes back: from what run ${run} restored to ${instance};`, "  what was written since is in the restored one alone, which is kept."];
    },
  },
];

/** The kind of run of this name; a journal may name one that only a newer kit knows. */
export function pipelineNamed(name: string): Pipeline {
  const pipeline = pipelines.find((candidate) => candidate.name === name);
  if (pipeline === undefined) throw new FailoverError("PIPELINE_UNKNOWN", { name, known: pipelines.map((known) => known.name) });
  return pipeline;
}
