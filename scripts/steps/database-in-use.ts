import { askDatabaseUse } from "../core/commands/database-use.ts";
import { databaseFactsSchema, judgeDatabaseUse, type DatabaseFacts } from "../core/database-use.ts";
import { FailoverError } from "../core/errors.ts";
import { parseJsonFrom } from "../core/parse-untrusted.ts";
import { readGcpOutputs } from "../core/stack-outputs.ts";
import type { Ports } from "../ports.ts";
import { askMirror } from "./ask-service.ts";
import { waitForSsh } from "./play.ts";
import { sshTarget } from "./ssh-target.ts";
import type { Context } from "./step.ts";
import { commandFailed } from "./succeed.ts";
import { until } from "./until.ts";

/** What ssh itself ends with: a machine takes connections a moment before it lets anybody in. */
const SSH_FAILED = 255;
const EVERY_SECONDS = 2;
const LIMIT_SECONDS = 60;

/** Refuses while anybody may still want what the mirror's database holds, and when that cannot be told. A load balancer's silence tells nothing, so the host itself is asked. */
export async function refuseDatabaseInUse(ports: Ports, context: Context): Promise<void> {
  const asked = await askMirror(ports.http, context);
  if ("mode" in asked && asked.mode === "read-write") throw new FailoverError("MIRROR_IN_USE", { url: asked.url });
  const { database } = readGcpOutputs(context.output("stand-up"));
  await waitForSsh(ports, [database]);
  const { name } = context.settings.database;
  const use = judgeDatabaseUse(await factsOf(ports, context, database), context.run);
  if (use.use === "restoring") throw new FailoverError("UNIT_UNDER_WAY", { unit: use.unit });
  if (use.use === "yes") throw new FailoverError("RESTORE_TARGET_NOT_OURS", { database: name, holds: use.holds });
  if (use.use === "unknown") throw new FailoverError("DATABASE_USE_UNKNOWN", { database: name, host: database.name, address: database.address, because: use.because });
}

/** What the host says, once it lets us in and its server has started; the last word after a minute. */
async function factsOf({ shell, clock }: Pick<Ports, "shell" | "clock">, context: Context, { address }: { readonly address: string }): Promise<DatabaseFacts> {
  const command = askDatabaseUse(sshTarget(context, address), context.settings.database.name);
  const ask = async () => {
    const result = await shell.run(command);
    return { result, facts: result.exitCode === 0 ? parseJsonFrom(databaseFactsSchema, result.stdout, "the database host") : undefined };
  };
  let last = await ask();
  const { seen } = await until(clock, { everySeconds: EVERY_SECONDS, limitSeconds: LIMIT_SECONDS }, async () => {
    const early = last.result.exitCode === SSH_FAILED || last.facts?.server === "starting";
    if (!early) return last;
    last = await ask();
    return undefined;
  });
  const { result, facts } = seen ?? last;
  if (facts === undefined) throw commandFailed(command, result);
  return facts;
}
