import type { Lab } from "../../../daemon/lab.ts";
import type { DatabaseTurn } from "../../../network/switches.ts";
import { change, ledgerOf, tell, type DbInstance } from "./ledger.ts";
import { boot } from "./database.ts";
import { RdsError } from "./rds-error.ts";
import { kill, restart, startHeartbeat } from "./server.ts";

/** The instance a switch means: the one named, or the only one there is. */
export function databaseMeant(lab: Lab, named: string): string {
  const all = [...ledgerOf(lab).instances.keys()];
  const [only] = all;
  if (named !== "" ? all.includes(named) : all.length === 1 && only !== undefined) return named === "" ? (only ?? "") : named;
  throw new Error(`which database: ${named === "" ? "none was named" : `there is none called ${named}`}; the lab has ${all.join(", ") || "none"}`);
}

/** Turns a switch of a database: its disk is gone, or its standby is about to take over. */
export async function turnDatabase(lab: Lab, turn: DatabaseTurn): Promise<void> {
  const instance = ledgerOf(lab).instances.get(turn.instance);
  if (instance === undefined) throw new Error(`there is no database ${turn.instance}`);
  await (turn.name === "database-gone" ? (turn.on ? loseDisk : findDisk) : turn.on ? beginFailover : endFailover)(lab, instance);
}

/**
 * `failed` is the status whose documented remedy is a restore to a point in time: "The DB instance has failed and Amazon RDS can't recover it."
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html#Overview.DBInstance.Status
 */
async function loseDisk(lab: Lab, instance: DbInstance): Promise<void> {
  if (instance.status === "failed") return;
  await lab.volumes.lose(instance.resourceId);
  await kill(lab, instance);
  change(lab, instance.identifier, { status: "failed" });
  tell(lab, instance.identifier, "failure", "The DB instance has failed due to an incompatible configuration or an underlying storage issue. Begin a point-in-time-restore for the DB instance.");
}

/** What no operator can do and AWS now and then can: the disk comes back as it was, and the machine boots from it. */
async function findDisk(lab: Lab, instance: DbInstance): Promise<void> {
  if (instance.status !== "failed") return;
  await lab.hosts.remove(instance.host);
  await lab.volumes.giveBack(instance.resourceId);
  await boot(lab, instance);
  await startHeartbeat(lab, instance);
  change(lab, instance.identifier, { status: "available" });
  tell(lab, instance.identifier, "recovery", "Recovery of the DB instance is complete.");
}

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZSingleStandby.html#Concepts.MultiAZ.Failover */
async function beginFailover(lab: Lab, instance: DbInstance): Promise<void> {
  if (instance.settings["multiAz"] !== true) throw new RdsError("InvalidParameterCombination", `${instance.identifier} has no standby: it is not Multi-AZ.`);
  if (instance.status === "rebooting") return;
  await kill(lab, instance);
  change(lab, instance.identifier, { status: "rebooting" });
  tell(lab, instance.identifier, "failover", "Multi-AZ instance failover started.");
}

async function endFailover(lab: Lab, instance: DbInstance): Promise<void> {
  if (instance.status !== "rebooting") return;
  await restart(lab, instance);
  change(lab, instance.identifier, { status: "available" });
  tell(lab, instance.identifier, "availability", "DB instance restarted");
  tell(lab, instance.identifier, "failover", "Multi-AZ instance failover completed");
}
