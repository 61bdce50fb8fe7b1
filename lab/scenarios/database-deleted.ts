import { awsOutputs } from "../../infra/outputs.ts";
import { outputs } from "../drill/company.ts";
import { companyAtWork, measure, reportOutage } from "../drill/database-incident.ts";
import { deleteDatabase } from "../drill/delete-database.ts";
import { nothingRetained } from "../drill/nothing-retained.ts";
import { adoptRestored, lookAtChoices, restoreOnce } from "../drill/restore-db.ts";
import { inFreshLab } from "../in-fresh-lab.ts";
import { world } from "../site/world.ts";
import { expectThat, type Scenario } from "./scenario.ts";

const INSTANCE = `${world.service}-database`;

/** Somebody with rights in AWS deletes the database, and it is gone for AWS as well: a new one comes from what AWS kept, and no stack speaks of the old one any more. */
export const databaseDeleted: Scenario = {
  id: "database-deleted",
  story: "somebody deletes the database under traffic, its protection first: 'failover restore-db' makes a new one from the automated backup that AWS kept, like the old one by the stack's state and the newest export; nobody goes back, and once it is adopted a preview of aws is empty, asked of AWS itself; then that one is deleted with its backups, and a snapshot brings it back, and its successor with nothing left at all, where the export outside is named",
  patient: true,
  run: (say) =>
    inFreshLab(say, async (lab) => {
      const { id, stage, primary } = await companyAtWork(lab, say, { databaseAlias: false });
      const goneAt = new Date().toISOString();
      await stage.act("somebody deletes the database", 5, () => deleteDatabase(stage, INSTANCE, { backups: "kept" }));
      const shown = await lookAtChoices(stage);
      const lookedAt = new Date().toISOString();
      const restored = await restoreOnce(stage, "somebody deleted the database; a rehearsal");
      const measured = await measure(stage, primary, restored, { goneAt, lookedAt });
      const refused = await stage.operate(["failover", "restore-db", "--revert", restored.run], { timeoutSeconds: 60 });

      await stage.act("failover restore-db --adopt", 20, () => adoptRestored(stage, restored.run));
      const preview = await stage.act("pulumi preview --refresh --stack aws", 15, () => stage.operate(["bash", "-c", 'eval "$(failover env)" && exec pulumi preview --refresh --expect-no-changes --stack aws --non-interactive --diff'], { timeoutSeconds: 120 }));
      const serving = awsOutputs.parse(await outputs(stage, "aws")).database.address;
      const second = await nothingRetained(stage, primary, { identifier: serving.split(".")[0] ?? "", address: serving }, measured.told.export);
      const tellers = new Set((shown.likeness ?? []).map(({ from }) => from.replace(/ \S+$/, "")));
      const because = [
        ...measured.objections,
        ...second.objections.map((line) => `without retained backups: ${line}`),
        ...(shown.status === "deleted" && shown.choices[0]?.source.resourceId !== undefined ? [] : [`restore-db called it ${shown.status} and offered first: ${shown.choices[0]?.title ?? "nothing"}`]),
        ...(tellers.size >= 2 ? [] : [`only these told what it was: ${[...tellers].join(", ") || "nobody"}`]),
        ...(restored.outputs["fence-database"]["gone"] === true ? [] : ["the run does not say that there was nothing to fence"]),
        ...(refused.exitCode !== 0 && /OLD_DATABASE_GONE/.test(refused.stderr) ? [] : [`going back to a deleted database ended with ${refused.exitCode}: ${refused.stderr}`]),
        ...(preview.exitCode === 0 ? [] : [`once adopted, a preview of aws is not empty (${preview.exitCode}): ${preview.stdout.slice(-1500)}${preview.stderr.slice(-500)}`]),
        ...(measured.login.argv.includes(`--host=${serving}`) ? [] : [`the aws stack tells ${serving} as its database, not the adopted one`]),
      ];
      await reportOutage(stage, id, measured, { because, runs: [restored.run, second.run] });
      expectThat(because.length === 0, because.join("; "));
    }),
};
