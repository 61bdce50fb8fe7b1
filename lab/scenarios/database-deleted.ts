import { awsOutputs } from "../../infra/outputs.ts";
import { waitFor } from "../drill/act.ts";
import { outputs } from "../drill/company.ts";
import { companyAtWork, measure, reportOutage } from "../drill/database-incident.ts";
import { adoptRestored, lookAtChoices, restoreOnce } from "../drill/restore-db.ts";
import { succeeded, type Stage } from "../drill/stage.ts";
import { inFreshLab } from "../in-fresh-lab.ts";
import { world } from "../site/world.ts";
import { expectThat, type Scenario } from "./scenario.ts";

const INSTANCE = `${world.service}-database`;
const NOT_FOUND = "DBInstanceNotFound";

/** Somebody with rights in AWS deletes the database, and it is gone for AWS as well: a new one comes from what AWS kept, and no stack speaks of the old one any more. */
export const databaseDeleted: Scenario = {
  id: "database-deleted",
  story: "somebody deletes the database under traffic, its protection first: 'failover restore-db' makes a new one from the automated backup that AWS kept, like the old one by the stack's state and the newest export; nobody goes back, and once it is adopted a preview of aws is empty, asked of AWS itself",
  patient: true,
  run: (say) =>
    inFreshLab(say, async (lab) => {
      const { id, stage, primary } = await companyAtWork(lab, say, { databaseAlias: false });
      const goneAt = new Date().toISOString();
      await stage.act("somebody deletes the database", 5, () => deleteDatabase(stage));
      const shown = await lookAtChoices(stage);
      const lookedAt = new Date().toISOString();
      const restored = await restoreOnce(stage, "somebody deleted the database; a rehearsal");
      const measured = await measure(stage, primary, restored, { goneAt, lookedAt });
      const refused = await stage.operate(["failover", "restore-db", "--revert", restored.run], { timeoutSeconds: 60 });

      await stage.act("failover restore-db --adopt", 20, () => adoptRestored(stage, restored.run));
      const preview = await stage.act("pulumi preview --refresh --stack aws", 15, () => stage.operate(["bash", "-c", 'eval "$(failover env)" && exec pulumi preview --refresh --expect-no-changes --stack aws --non-interactive --diff'], { timeoutSeconds: 120 }));
      const serving = awsOutputs.parse(await outputs(stage, "aws")).database.address;
      const tellers = new Set((shown.likeness ?? []).map(({ from }) => from.replace(/ \S+$/, "")));
      const because = [
        ...measured.objections,
        ...(shown.status === "deleted" && shown.choices[0]?.source.resourceId !== undefined ? [] : [`restore-db called it ${shown.status} and offered first: ${shown.choices[0]?.title ?? "nothing"}`]),
        ...(tellers.size >= 2 ? [] : [`only these told what it was: ${[...tellers].join(", ") || "nobody"}`]),
        ...(restored.outputs["fence-database"]["gone"] === true ? [] : ["the run does not say that there was nothing to fence"]),
        ...(refused.exitCode !== 0 && /OLD_DATABASE_GONE/.test(refused.stderr) ? [] : [`going back to a deleted database ended with ${refused.exitCode}: ${refused.stderr}`]),
        ...(preview.exitCode === 0 ? [] : [`once adopted, a preview of aws is not empty (${preview.exitCode}): ${preview.stdout.slice(-1500)}${preview.stderr.slice(-500)}`]),
        ...(measured.login.argv.includes(`--host=${serving}`) ? [] : [`the aws stack tells ${serving} as its database, not the adopted one`]),
      ];
      await reportOutage(stage, id, measured, { because, runs: [restored.run] });
      expectThat(because.length === 0, because.join("; "));
    }),
};

/** As an attacker with the company's own rights does it: protection off, then the instance; here the automated backups are kept. */
async function deleteDatabase(stage: Stage): Promise<void> {
  const rds = async (Action: string, fields: Readonly<Record<string, string>> = {}) => {
    const form = new URLSearchParams({ Action, Version: "2014-10-31", DBInstanceIdentifier: INSTANCE, ...fields }).toString();
    const argv = ["curl", "--silent", "--show-error", "--max-time", "20", "--header", "authorization: AWS4-HMAC-SHA256 Credential=somebody", "--data", form, `${world.rdsEndpoint}/`];
    return succeeded(Action, await stage.exec("customer", argv, { timeoutSeconds: 30 }));
  };
  const until = (what: string, isSo: (said: string) => boolean) => waitFor(what, { withinSeconds: 60, everySeconds: 0.5, next: "look at what the lab's daemon says of RDS" }, async () => (isSo(await rds("DescribeDBInstances")) ? true : undefined));
  await rds("ModifyDBInstance", { DeletionProtection: "false" });
  await until("an instance without protection", (said) => said.includes("<DeletionProtection>false") && said.includes("<DBInstanceStatus>available"));
  const said = await rds("DeleteDBInstance", { SkipFinalSnapshot: "true", DeleteAutomatedBackups: "false" });
  expectThat(said.includes("<DBInstanceStatus>deleting"), `AWS refused to delete it: ${said}`);
  await until("an instance that AWS knows no more", (answer) => answer.includes(NOT_FOUND));
}
