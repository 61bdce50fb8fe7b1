import { standbyLines, standbyOf } from "../core/declaration/standby.ts";
import { FailoverError } from "../core/errors.ts";
import { standbyItems, type StandbyItem } from "../core/evidence.ts";
import { Exit } from "../core/exit.ts";
import { noted } from "../core/wrapped.ts";
import { openEvidence } from "../pipeline/evidence/log.ts";
import { readForRules } from "../pipeline/evidence/weigh.ts";
import { openProject } from "../pipeline/project.ts";
import { reasonIn } from "./reasons.ts";
import type { Handler } from "./row.ts";

type Options = { readonly action: string; readonly item: string | undefined; readonly because: string | undefined; readonly who: string | undefined; readonly json: boolean };

/** Shows what can be done before the gate opens, or writes down that a piece of it is done. */
export const handler: Handler<Options> = async ({ project: named, action, item, because = "", who, json }, world) => {
  const project = await openProject(named, world);
  const log = await openEvidence(project, world, who ?? world.person);
  if (action === "done") {
    const known = standbyItems.find((one): one is StandbyItem => one === item);
    if (known === undefined) throw new FailoverError("STANDBY_UNKNOWN", { item: item ?? "", known: standbyItems });
    reasonIn(because);
    await log.write({ kind: "standby", item: known, because });
    const sent = await log.send();
    if (sent !== "all sent") world.operator.say(`Recorded on this machine only, since ${sent.because}.`);
  }
  const { told, notes } = await readForRules(project, log, world.clock.now());
  for (const note of notes) world.operator.say(noted(`${note}.`));
  world.print(json ? JSON.stringify({ schema: "failover-kit/standby/1", items: standbyOf(told) }, null, 2) : standbyLines(told, 0, world.paper().columns).join("\n"));
  return Exit.ok;
};
