import { drill } from "../drill/drill.ts";
import { plainRun } from "../drill/failover.ts";
import { psql, type Stage } from "../drill/stage.ts";
import { expectThat, type Scenario } from "./scenario.ts";

/** Takes away the oldest order a visitor has placed, and only the line of the next: the backup certainly held both. */
const takeRows = ({ history }: Stage): string => `
BEGIN;
CREATE TEMPORARY TABLE victim AS SELECT id FROM orders WHERE number > ${history.orders} ORDER BY number LIMIT 2;
DELETE FROM order_lines WHERE order_id IN (SELECT id FROM victim);
DELETE FROM orders WHERE id = (SELECT id FROM victim LIMIT 1);
COMMIT;
`;

/** The verdict comes from what the customer and the database say, not from the steps' exit codes. */
export const plantedLoss: Scenario = {
  id: "planted-loss",
  patient: true,
  story: "AWS goes dark under traffic, and the service comes back in Google Cloud with every order that the backup had: the drill passes; then an order and the line of another are taken away, and by the same steps it must fail",
  run: async (say) => {
    const { report, spoilt } = await drill({ drive: plainRun, beforeLooking: async () => {}, spoil: async (stage, mirror) => void (await psql(stage, mirror, takeRows(stage))) }, { say });
    expectThat(report.verdict === "passed", `the drill failed: ${report.because.join("; ")}`);
    expectThat(spoilt !== undefined && spoilt.because.length > 0, "rows were taken away and the drill passed");
    expectThat(spoilt.rpo.lostBeforeBackup === 2, `two orders were damaged, the second look counts ${spoilt.rpo.lostBeforeBackup}`);
  },
};
