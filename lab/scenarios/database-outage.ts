import { awsOutputs, restoreOutputs } from "../../infra/outputs.ts";
import { outputs } from "../drill/company.ts";
import { companyAtWork, measure, reportOutage } from "../drill/database-incident.ts";
import { adoptRestored, restoreOnce } from "../drill/restore-db.ts";
import { visitorsOrders } from "../drill/tables.ts";
import { inFreshLab } from "../in-fresh-lab.ts";
import { expectThat, type Scenario } from "./scenario.ts";

const BECAUSE = "the database's disk is gone; a rehearsal";

/** The database's disk is gone while AWS is otherwise well: one command brings a new one up, and a second restore leaves the first alone. */
export const databaseOutage: Scenario = {
  id: "database-outage",
  story: "the database's disk is gone under traffic and AWS is otherwise well: 'failover restore-db' brings a new one up, which is adopted; restored once more, with a kill -9 in the middle, the first one stays as it was",
  run: (say) =>
    inFreshLab(say, async (lab) => {
      const { id, stage, primary } = await companyAtWork(lab, say, { databaseAlias: true });
      const goneAt = new Date().toISOString();
      await stage.act("the database's disk is gone", 3, () => stage.databaseGone(true));
      const lookedAt = new Date().toISOString();
      const first = await restoreOnce(stage, BECAUSE);
      const measured = await measure(stage, primary, first, { goneAt, lookedAt });

      await stage.act("failover restore-db --adopt", 20, () => adoptRestored(stage, first.run));
      const second = await restoreOnce(stage, BECAUSE, "killed in the middle");
      const [still, left, serving] = [await visitorsOrders(stage, measured.login), restoreOutputs.parse(await outputs(stage, "restore")).restores, awsOutputs.parse(await outputs(stage, "aws")).database.address];
      const because = [
        ...measured.objections,
        ...(Object.keys(left).join() === second.run ? [] : [`the first was adopted and the second was not, but the restore stack holds ${Object.keys(left).join(", ")}`]),
        ...(measured.login.argv.includes(`--host=${serving}`) ? [] : [`the aws stack tells ${serving} as its database, not the adopted one`]),
        ...(still.size === measured.held.size ? [] : [`the first restored database held ${measured.held.size} orders, and ${still.size} after the second restore`]),
      ];
      await reportOutage(stage, id, measured, { because, runs: [first.run, second.run] });
      expectThat(because.length === 0, because.join("; "));
    }),
};
