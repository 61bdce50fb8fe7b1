import { dumpVersion } from "../../core/commands/postgres.ts";
import { FailoverError, isExpected } from "../../core/errors.ts";
import { exportFindings, findingText, type Finding } from "../../core/export-findings.ts";
import { recipientsIn, recipientsProblem } from "../../core/recipients.ts";
import { versionIn } from "../../core/server-version.ts";
import { spoolNeed } from "../../core/spool-need.ts";
import { isSignedBy, signManifest } from "../../core/signature.ts";
import type { HostPorts } from "../../host-ports.ts";
import { succeed } from "../../steps/succeed.ts";
import { allEnded } from "../all-ended.ts";
import { observeSource } from "./observe-source.ts";
import type { ExportPlan } from "./plan.ts";
import type { Sessions } from "./sessions.ts";

/** What a preflight leaves behind for the export. */
export type Ready = {
  readonly client: string;
  readonly server: string;
  readonly inRecovery: boolean;
  readonly systemIdentifier: string | null;
  readonly recipients: readonly string[];
  readonly databases: readonly { readonly name: string; readonly bytes: number }[];
  /** What does not stop an export, but should be known of it. */
  readonly warnings: readonly Finding[];
};

/** What a check found, or what stands in the way; only expected failures are findings. */
async function finding<T>(problems: string[], look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (!isExpected(error)) throw error;
    // An export is no run that could be resumed: what psql or pg_dump says is mended, and the export begun again.
    const remedy = error.code.startsWith("COMMAND_") ? "mend that, then type 'failover export' again" : error.advice.next;
    problems.push(`${error.advice.what}; remedy: ${remedy}`);
    return undefined;
  }
}

async function lookAtRecipients({ files }: HostPorts, { recipientFiles }: ExportPlan, problems: string[]): Promise<readonly string[]> {
  const texts = await Promise.all(recipientFiles.map(async (path) => ({ path, text: await files.read(path) })));
  problems.push(...texts.flatMap(({ path, text }) => recipientsProblem(path, text) ?? []));
  return texts.flatMap(({ text }) => recipientsIn(text ?? ""));
}

async function lookAtSpool({ disk }: HostPorts, plan: ExportPlan, databaseBytes: number, problems: string[]): Promise<void> {
  await disk.makePrivate(plan.spool);
  const free = await disk.freeBytes(plan.spool);
  const { bytes, because } = spoolNeed(databaseBytes, plan.last);
  if (free >= bytes) return;
  problems.push(`${plan.spool} has ${Math.floor(free / 1e6)} MB free, and a database of ${Math.ceil(databaseBytes / 1e6)} MB wants ${Math.ceil(bytes / 1e6)} MB: ${because}; remedy: make room there, or name a larger disk with --spool`);
}

async function lookAtKeys({ signingKey, signer }: ExportPlan): Promise<readonly string[]> {
  const problems: string[] = [];
  await finding(problems, async () => {
    const probe = Buffer.from("a probe");
    const signature = signManifest(probe, signingKey.pem, signingKey.path);
    if (!isSignedBy(probe, signature, signer.pem, signer.path)) problems.push(`${signingKey.path} is not the private key to ${signer.path}; remedy: put the pair that 'failover init' made where the settings say`);
  });
  return problems;
}

/** Looks at everything an export rests on and refuses with all problems at once, before anything is written. */
export async function preflight(ports: HostPorts, plan: ExportPlan, sessions: Sessions): Promise<Ready> {
  const problems: string[] = [];
  const [recipients, said, seen, ofKeys] = await allEnded([
    lookAtRecipients(ports, plan, problems),
    finding(problems, async () => (await succeed(ports.shell, dumpVersion)).stdout),
    finding(problems, () => observeSource(sessions, plan)),
    // To sign takes a while, in which the server is waited for anyway.
    lookAtKeys(plan),
  ]);
  const client = versionIn(said ?? "");
  if (said !== undefined && client === undefined) problems.push(`pg_dump --version says '${said}', which names no version; remedy: put PostgreSQL's own client on the PATH`);
  const bytes = [...(seen?.bytes ?? [])];
  const found = seen === undefined ? undefined : exportFindings({ ...seen.source, client, target: plan.targetMajor });
  problems.push(...(found?.stops ?? []).map(findingText));
  if (seen !== undefined && bytes.length === 0) problems.push("the server has no database to export; remedy: name it in export.source.databases");
  await lookAtSpool(ports, plan, bytes.reduce((sum, [, size]) => sum + size, 0), problems);
  problems.push(...ofKeys);

  if (problems.length > 0 || seen === undefined || client === undefined) throw new FailoverError("EXPORT_NOT_READY", { problems });
  return {
    client,
    server: seen.source.server,
    inRecovery: seen.source.standby !== undefined,
    systemIdentifier: seen.systemIdentifier,
    recipients,
    databases: bytes.map(([name, size]) => ({ name, bytes: size })),
    warnings: found?.told ?? [],
  };
}
