import { standingReports } from "../core/declaration/reports.ts";
import { FailoverError } from "../core/errors.ts";
import { Exit } from "../core/exit.ts";
import { withoutPersonalData } from "../core/personal-data.ts";
import { refuseUnknownCustomer } from "../pipeline/evidence/known-customer.ts";
import { openEvidence } from "../pipeline/evidence/log.ts";
import { readForRules, weigh } from "../pipeline/evidence/weigh.ts";
import { openProject } from "../pipeline/project.ts";
import type { World } from "../world.ts";
import type { Handler } from "./row.ts";

type Options = { readonly customer: string | undefined; readonly said: string | undefined; readonly withdraw: string | undefined; readonly because: string | undefined; readonly who: string | undefined; readonly json: boolean };

/** Records that a customer reports the service down, or that such a report was a mistake; says what the reports amount to. */
export const handler: Handler<Options> = async ({ project: named, customer, said, withdraw, because, who, json }, world) => {
  if ((customer === undefined) === (withdraw === undefined)) throw new FailoverError(customer === undefined ? "ONE_OPTION_NEEDED" : "OPTIONS_EXCLUDE", { options: ["--customer", "--withdraw"], command: "report-in", because: "one records a report, the other takes one back" });
  const project = await openProject(named, world);
  const log = await openEvidence(project, world, who ?? world.person);
  const report = withdraw ?? `r-${world.randomHex(6)}`;
  if (customer !== undefined) {
    const [id, words] = [customer.trim(), (said ?? "").trim()];
    if (id === "") throw new FailoverError("REASON_EMPTY", { option: "--customer" });
    if (words === "") throw new FailoverError("REASON_EMPTY", { option: "--said" });
    const unchecked = await refuseUnknownCustomer(project, id, world);
    if (unchecked !== undefined) world.operator.say(`Nobody checked whether '${id}' is a customer: ${unchecked}.`);
    await log.write({ kind: "report", report, customer: id, said: keepable(words, world) });
  } else {
    const why = (because ?? "").trim();
    if (why === "") throw new FailoverError("REASON_EMPTY", { option: "--because" });
    const { told, now, isWhole } = await readForRules(project, log, world.clock.now());
    const standing = standingReports(told, now);
    const isKnown = standing.some((one) => one.report === report);
    // It may lie in the bucket that nobody can read; a withdrawal counts whichever came first.
    if (!isKnown && !isWhole) world.operator.say(`Nobody checked whether there is a report ${report}: what others recorded cannot be read.`);
    else if (!isKnown) throw new FailoverError("REPORT_UNKNOWN", { report, standing: standing.map((one) => `${one.report} (${one.customer})`) });
    await log.write({ kind: "withdrawn", report, because: keepable(why, world) });
  }
  const sent = await log.send();
  if (sent !== "all sent") world.operator.say(`Recorded on this machine only, since ${sent.because}. The next command that reaches the bucket here brings it there.`);
  const { evaluation } = await weigh(project, log, world.clock.now());
  const answer = evaluation.rules.find(({ rule }) => rule === "reports");
  if (json) world.print(JSON.stringify({ schema: "failover-kit/report-in/1", report, withdrawn: withdraw !== undefined, inBucket: sent === "all sent", rule: answer ?? null }, null, 2));
  else {
    world.print(report);
    world.operator.say(withdraw === undefined ? `Recorded as ${report}. Should it be a mistake: failover report-in --withdraw ${report} --because "…"` : `${report} is withdrawn.`);
    world.operator.say(`Reports: ${answer?.says ?? "cannot tell"}; ${answer?.because ?? ""}.`);
  }
  return Exit.ok;
};

const inWords = { mail: "a mail address", telephone: "a telephone number" } as const;

/** What may lie in the evidence for years and in a bucket; whom to call is in the customers' list. */
function keepable(said: string, { operator }: Pick<World, "operator">): string {
  const { text, left } = withoutPersonalData(said);
  if (left.length > 0) operator.say(`What was said is kept without ${left.map((kind) => inWords[kind]).join(" and ")}: whom to call belongs in the customers' list.`);
  return text;
}
