import { LabError } from "../lab-error.ts";
import { world } from "../site/world.ts";
import { waitFor } from "./act.ts";
import { succeeded, type Stage } from "./stage.ts";

const NOT_FOUND = "DBInstanceNotFound";

/** One call of RDS's API, as somebody who has the company's own rights. */
async function rds(stage: Stage, Action: string, fields: Readonly<Record<string, string>>): Promise<string> {
  const form = new URLSearchParams({ Action, Version: "2014-10-31", ...fields }).toString();
  const argv = ["curl", "--silent", "--show-error", "--max-time", "20", "--header", "authorization: AWS4-HMAC-SHA256 Credential=somebody", "--data", form, `${world.rdsEndpoint}/`];
  return succeeded(Action, await stage.exec("customer", argv, { timeoutSeconds: 30 }));
}

/** As an attacker does it: protection off, then the instance, with its automated backups or without; manual snapshots stay. */
export async function deleteDatabase(stage: Stage, instance: string, { backups }: { readonly backups: "kept" | "deleted" }): Promise<void> {
  const call = (Action: string, fields: Readonly<Record<string, string>> = {}) => rds(stage, Action, { DBInstanceIdentifier: instance, ...fields });
  const until = (what: string, isSo: (said: string) => boolean) => waitFor(what, { withinSeconds: 60, everySeconds: 0.5, next: "look at what the lab's daemon says of RDS" }, async () => (isSo(await call("DescribeDBInstances")) ? true : undefined));
  await call("ModifyDBInstance", { DeletionProtection: "false" });
  await until("an instance without protection", (said) => said.includes("<DeletionProtection>false") && said.includes("<DBInstanceStatus>available"));
  const said = await call("DeleteDBInstance", { SkipFinalSnapshot: "true", DeleteAutomatedBackups: String(backups === "deleted") });
  if (!said.includes("<DBInstanceStatus>deleting")) throw new LabError("AWS refused to delete the database", said, "look at what the lab's daemon says of RDS");
  await until("an instance that AWS knows no more", (answer) => answer.includes(NOT_FOUND));
}
