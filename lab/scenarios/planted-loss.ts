import { drill } from "../drill/drill.ts";
import { plainRun } from "../drill/failover.ts";
import { psql } from "../drill/stage.ts";
import { littleHistory } from "../shop/seeded.ts";
import { expectThat, type Scenario } from "./scenario.ts";

/** Takes away the oldest order a visitor has placed, and only the line of the next: the backup certainly held both. */
const takeRows = `
BEGIN;
CREATE TEMPORARY TABLE victim AS SELECT id FROM orders WHERE number > ${littleHistory.orders} ORDER BY number LIMIT 2;
DELETE FROM order_lines WHERE order_id IN (SELECT id FROM victim);
DELETE FROM orders WHERE id = (SELECT id FROM victim LIMIT 1);
COMMIT;
`;

/** The verdict comes from what the customer and the database say, not from the steps' exit codes. */
export const plantedLoss: Scenario = {
  id: "planted-loss",
  patient: true,
  story: "an order and the line of another are taken away after a failover in which every step succeeded; the drill's verdict must be 'failed'",
  run: async (say) => {
    const { report } = await drill({ light: true, drive: plainRun, beforeLooking: async (stage, mirror) => void (await psql(stage, mirror, takeRows)) }, { say });
    expectThat(report.verdict === "failed", "rows were taken away and the drill passed");
    expectThat(report.rpo.lostBeforeBackup === 2, `two orders were damaged, the report counts ${report.rpo.lostBeforeBackup}`);
  },
};
