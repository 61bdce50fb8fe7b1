import { stackOutputs } from "../../core/commands/pulumi.ts";
import { describe } from "../../core/dns-plan.ts";
import { FailoverError } from "../../core/errors.ts";
import { aliasRecord } from "../../core/restore-db/alias.ts";
import { parseOutputs, readAwsOutputs } from "../../core/stack-outputs.ts";
import type { Ports } from "../../ports.ts";
import { describeSide } from "../describe-hosts.ts";
import { play, waitForSsh } from "../play.ts";
import type { Context } from "../step.ts";
import { succeed } from "../succeed.ts";
import { until } from "../until.ts";

export const PLAYBOOK = "point-application";
const MARGIN_SECONDS = 30;

type Target = { readonly address: string; readonly port: number };

/** Leads the application to this database: the company's own name for it first, if it has one, then each host, started from anew. */
export async function pointService(ports: Ports, context: Context, step: string, target: Target): Promise<{ readonly host: string; readonly configured: readonly string[] }> {
  const { alias } = context.settings.database;
  if (alias !== undefined) await moveAlias(ports, context, step, target.address);
  const told = parseOutputs((await succeed(ports.shell, stackOutputs(context, "aws"))).stdout);
  if (told === undefined) throw new FailoverError("STACK_NOT_UP", { stack: "aws" });
  const outputs = readAwsOutputs(told);
  const host = alias?.name ?? target.address;
  await describeSide(ports.files, context, { side: "aws", outputs: { ...outputs, database: { ...outputs.database, address: host, port: target.port } } });
  await waitForSsh(ports, outputs.app);
  await play(ports, context, step, PLAYBOOK);
  return { host, configured: outputs.app.map(({ name }) => name) };
}

/** Moves the alias, and waits until the resolvers tell something else than before: whoever connects earlier would be led to the old one. */
async function moveAlias(ports: Ports, { settings, note }: Context, step: string, address: string): Promise<void> {
  const { dns, operator, resolver, clock } = ports;
  const alias = settings.database.alias;
  if (alias === undefined) return;
  const plan = aliasRecord(await dns.records(), alias, address);
  if ("objection" in plan) throw new FailoverError("DNS_PLAN_OBJECTED", { objections: [plan.objection] });
  if (plan.from.content === plan.to.content && plan.from.type === plan.to.type) return;
  const told = async () => JSON.stringify(await Promise.all(settings.resolvers.map((server) => resolver.addresses(server, alias.name).then(({ addresses }) => addresses.toSorted(), () => "silent"))));
  const before = await told();
  await note({ alias: describe(plan) });
  operator.progress(step, describe(plan));
  await dns.replace([plan.to]);
  const limitSeconds = Math.max(plan.from.ttl, alias.ttl) + MARGIN_SECONDS;
  const { seen } = await until(clock, { everySeconds: 2, limitSeconds }, async () => ((await told()) === before ? undefined : true));
  if (seen === undefined) operator.say(`${alias.name} moved, but the resolvers tell of the old one after ${limitSeconds} s`);
}
