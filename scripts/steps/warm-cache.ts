import { resolve } from "node:path";
import { z } from "zod";
import { warmedSchema, type WarmCacheRequest } from "../core/cache-copy.ts";
import { cachePlan, cachePlanText, copiedDatabases } from "../core/cache-plan.ts";
import { sshRun } from "../core/commands/ssh.ts";
import { FailoverError, isExpected } from "../core/errors.ts";
import { parseJsonFrom } from "../core/parse-untrusted.ts";
import { Secret } from "../core/secret.ts";
import { readGcpOutputs } from "../core/stack-outputs.ts";
import type { Ports } from "../ports.ts";
import { sshTarget } from "./ssh-target.ts";
import type { Context, Step } from "./step.ts";
import { succeed } from "./succeed.ts";

const LIMIT_SECONDS = 30 * 60;
const PORT = 6379;
const verb = ["sudo", "failover", "agent-warm-cache"];

/** Fills what the settings want filled; a cache is not worth an outage, so a copy that cannot be loaded is told and left. */
export const warmCache: Step = {
  id: "warm-cache",
  title: "Fill the cache from its last copy",
  needs: ["configure-hosts"],
  onInterrupted: "rerun",
  preview: (context) => (copiedDatabases(context.settings.cache).length === 0 ? [] : [sshRun(sshTarget(context, "<stand-up.cache>"), verb, { timeoutSeconds: LIMIT_SECONDS })]),
  check: async () => undefined,
  run: async (ports, context) => {
    const { cache } = context.settings;
    if (cache === undefined) return { nothing: "failover.yaml has no section 'cache': the cache begins empty" };
    const loaded = copiedDatabases(cache).length === 0 ? { warmed: null } : await load(ports, context);
    const plan = cachePlan(cache, loaded.warmed?.copiedAt);
    ports.operator.say(cachePlanText(plan));
    return { ...loaded, databases: [...plan] };
  },
};

type Loaded = { readonly warmed: z.infer<typeof warmedSchema> | null; readonly failed?: string };

async function load(ports: Ports, context: Context): Promise<Loaded> {
  const { cache } = readGcpOutputs(context.output("stand-up"));
  const input = new Secret(JSON.stringify(await request(ports, context, cache.address)));
  try {
    const { stdout } = await succeed(ports.shell, sshRun(sshTarget(context, cache.address), verb, { timeoutSeconds: LIMIT_SECONDS, input }));
    return { warmed: parseJsonFrom(warmedSchema.nullable(), stdout.trim().split("\n").at(-1) ?? "", "the cache's host") };
  } catch (error) {
    if (!isExpected(error) || error.code === "LEASE_LAPSED") throw error;
    ports.operator.say(`the cache was not filled: ${error.advice.what}`);
    return { warmed: null, failed: error.advice.what };
  }
}

async function request({ files }: Ports, { settings, projectDirectory, run }: Context, host: string): Promise<WarmCacheRequest> {
  const read = async (path: string, purpose: string): Promise<string> => {
    const text = await files.read(resolve(projectDirectory, path));
    if (text === undefined) throw new FailoverError("FILE_MISSING", { path, purpose });
    return text;
  };
  return {
    run,
    service: settings.service,
    bucket: settings.storage.buckets.exports,
    endpoint: settings.storage.endpoint ?? null,
    project: settings.google.project,
    signer: await read(settings.export.signer, "it tells the exporter's copies from anybody else's"),
    databases: [...copiedDatabases(settings.cache)],
    cache: { host, port: PORT },
    identity: await read(settings.recovery.identity, "only the operations key opens a copy"),
  };
}
