import { z } from "zod";
import { remoteSession } from "../../core/commands/postgres.ts";
import { isExpected } from "../../core/errors.ts";
import type { SourceJson } from "../../core/source-json.ts";
import type { HostPorts } from "../../host-ports.ts";
import type { Files, Http, Rds } from "../../ports.ts";
import type { ExportPlan } from "./plan.ts";
import type { Ready } from "./preflight.ts";

const HEALTH_SECONDS = 10;

/** What the settings say of the source's surroundings, and how they are reached. Left out, it is written down as not told. */
export type Surroundings = {
  readonly http: Http | undefined;
  readonly rds: { readonly port: Rds; readonly instance: string } | undefined;
  readonly healthUrl: string | undefined;
  readonly versionFile: string | undefined;
  readonly schemaVersionQuery: string | undefined;
};

type Told<T> = { readonly value: T } | { readonly untold: string };

/** What was asked, or why it could not be told: nothing of this may stop an export. */
async function told<T>(ask: () => Promise<Told<T>>): Promise<Told<T>> {
  try {
    return await ask();
  } catch (error) {
    return { untold: isExpected(error) ? error.advice.what : String(error instanceof Error ? error.message : error) };
  }
}

const named = z.object({ version: z.string(), artifactSha256: z.string().nullable().default(null) });

function applicationIn(text: string, where: string): Told<z.infer<typeof named>> {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { untold: `${where} is not JSON` };
  }
  const parsed = named.safeParse(raw);
  return parsed.success ? { value: parsed.data } : { untold: `${where} names no "version"` };
}

async function application(files: Files, { http, healthUrl, versionFile }: Surroundings): Promise<Told<z.infer<typeof named>>> {
  const reasons: string[] = [];
  if (healthUrl !== undefined && http !== undefined) {
    const answer = await http.get(healthUrl, { timeoutSeconds: HEALTH_SECONDS });
    const found = "failed" in answer ? { untold: `${healthUrl}: ${answer.failed}` } : applicationIn(answer.body, `the answer of ${healthUrl}`);
    if ("value" in found) return found;
    reasons.push(found.untold);
  }
  if (versionFile !== undefined) {
    const text = await files.read(versionFile);
    const found = text === undefined ? { untold: `${versionFile} is not there` } : applicationIn(text, versionFile);
    if ("value" in found) return found;
    reasons.push(found.untold);
  }
  return { untold: reasons.join("; ") || "export.application is not set" };
}

async function schemaVersion({ sql }: HostPorts, plan: ExportPlan, database: string, asked: string | undefined): Promise<Told<string>> {
  if (asked === undefined) return { untold: "export.schemaVersionQuery is not set" };
  const session = await sql.open(remoteSession(plan.source, database));
  try {
    await session.tell("SET default_transaction_read_only = on");
    const [row] = await session.ask(`SELECT (q.*)::text AS version FROM (${asked.replace(/;\s*$/, "")}) q`);
    const version = z.object({ version: z.string() }).safeParse(row).data?.version;
    return version === undefined ? { untold: "export.schemaVersionQuery answers no row" } : { value: version.replace(/^\("?|"?\)$/g, "") };
  } finally {
    await session.close();
  }
}

type Amazon = Pick<SourceJson, "instance" | "parameters">;

async function amazon(rds: Surroundings["rds"]): Promise<Amazon> {
  if (rds === undefined) return { instance: { untold: "aws is not set" }, parameters: { untold: "aws is not set" } };
  const { port, instance: id } = rds;
  const instance = await told(async () => {
    const found = await port.instance(id);
    return found === undefined ? { untold: `RDS knows no instance ${id}` } : { value: found };
  });
  if ("untold" in instance) return { instance, parameters: instance };
  const { parameterGroup: group } = instance.value;
  return { instance: { value: { ...instance.value } }, parameters: await told(async () => ({ value: { group, values: { ...(await port.parameters(group)) } } })) };
}

/** What the source is, as the text of source.json. */
export async function sourceJson(ports: HostPorts, plan: ExportPlan, ready: Ready, around: Surroundings): Promise<string> {
  const [first] = ready.databases;
  const [ofAmazon, ofApplication, ofSchema] = await Promise.all([
    amazon(around.rds),
    told(() => application(ports.files, around)),
    told(() => schemaVersion(ports, plan, first?.name ?? "", around.schemaVersionQuery)),
  ]);
  const json: SourceJson = {
    schema: "failover-kit/source/1",
    service: plan.service,
    backup: plan.id,
    takenAt: ports.clock.now().toISOString(),
    server: { host: plan.source.host, port: plan.source.port, version: ready.server, from: plan.from },
    databases: [...ready.databases],
    ...ofAmazon,
    application: ofApplication,
    schemaVersion: ofSchema,
  };
  return `${JSON.stringify(json, undefined, 2)}\n`;
}
