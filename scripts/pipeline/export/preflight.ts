import * as query from "../../core/catalogue-queries.ts";
import { dumpVersion, remoteSession } from "../../core/commands/postgres.ts";
import { FailoverError } from "../../core/errors.ts";
import { recipientsIn, recipientsProblem } from "../../core/recipients.ts";
import { majorOf, versionIn } from "../../core/server-version.ts";
import { isSignedBy, signManifest } from "../../core/signature.ts";
import { parseRows, rows } from "../../core/source-facts.ts";
import type { HostPorts } from "../../ports.ts";
import { succeed } from "../../steps/succeed.ts";
import type { ExportPlan } from "./plan.ts";

export type Ready = {
  readonly client: string;
  readonly server: string;
  readonly systemIdentifier: string | null;
  readonly recipients: readonly string[];
};

/** What a check found, or what stands in the way; only expected failures are findings. */
async function finding<T>(problems: string[], look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof FailoverError)) throw error;
    problems.push(error.advice.what);
    return undefined;
  }
}

async function lookAtServer({ sql }: HostPorts, { source, databases }: ExportPlan) {
  let bytes = 0;
  let version = "";
  let systemIdentifier: string | null = null;
  for (const database of databases) {
    const session = await sql.open(remoteSession(source, database));
    try {
      const [server] = parseRows(rows.server, await session.ask(query.server), "its version");
      if (server?.mayIdentify) systemIdentifier = parseRows(rows.identifier, await session.ask(query.systemIdentifier), "its identifier")[0]?.identifier ?? null;
      bytes += Number(server?.databaseBytes ?? 0);
      version = server?.version ?? "";
    } finally {
      await session.close();
    }
  }
  return { version, bytes, systemIdentifier };
}

async function lookAtRecipients({ files }: HostPorts, { recipientFiles }: ExportPlan, problems: string[]): Promise<readonly string[]> {
  const texts = await Promise.all(recipientFiles.map(async (path) => ({ path, text: await files.read(path) })));
  problems.push(...texts.flatMap(({ path, text }) => recipientsProblem(path, text) ?? []));
  return texts.flatMap(({ text }) => recipientsIn(text ?? ""));
}

/** A dump measured at a fifth of its database; half leaves room for data that compresses badly. */
const spoolBytesFor = (databaseBytes: number): number => databaseBytes / 2;

/** Looks at everything an export rests on and refuses with all problems at once, before anything is written. */
export async function preflight(ports: HostPorts, plan: ExportPlan): Promise<Ready> {
  const problems: string[] = [];
  const recipients = await lookAtRecipients(ports, plan, problems);
  const server = await finding(problems, () => lookAtServer(ports, plan));
  const said = await finding(problems, async () => (await succeed(ports.shell, dumpVersion)).stdout);
  const client = versionIn(said ?? "");

  if (said !== undefined && client === undefined) problems.push(`pg_dump --version says '${said}', which names no version`);
  if (server !== undefined && client !== undefined && majorOf(client) < majorOf(server.version)) {
    problems.push(`pg_dump is ${client}, the server ${server.version}: install a client of the server's major version or a newer one`);
  }
  await ports.disk.makePrivate(plan.spool);
  const free = await ports.disk.freeBytes(plan.spool);
  if (server !== undefined && free < spoolBytesFor(server.bytes)) {
    problems.push(`${plan.spool} has ${Math.floor(free / 1e6)} MB free; a database of ${Math.ceil(server.bytes / 1e6)} MB wants half of its size`);
  }
  await finding(problems, async () => {
    const probe = Buffer.from("a probe");
    const signature = signManifest(probe, plan.signingKey.pem, plan.signingKey.path);
    if (!isSignedBy(probe, signature, plan.signer.pem, plan.signer.path)) problems.push(`${plan.signingKey.path} is not the private key to ${plan.signer.path}`);
  });

  if (problems.length > 0 || server === undefined || client === undefined) throw new FailoverError("EXPORT_NOT_READY", { problems });
  return { client, server: server.version, systemIdentifier: server.systemIdentifier, recipients };
}
