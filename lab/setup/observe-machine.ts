import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { MachineFacts } from "./preflight.ts";
import { runTool } from "./run-tool.ts";

/** Looks at this machine; what the caller knows already it passes in. */
export async function observeMachine(
  cache: string,
  known: Pick<MachineFacts, "missing" | "hasPython" | "needsGo" | "neededGigabytes">,
): Promise<MachineFacts> {
  const [namespaceRefusal, goVersion, freeGigabytes] = await Promise.all([refusal(), go(), free(cache)]);
  return { ...known, platform: process.platform, isRoot: process.getuid?.() === 0, namespaceRefusal, goVersion, freeGigabytes };
}

/** What `unshare` says when it may not; where it is not even installed, that is the smaller news. */
const refusal = (): Promise<string | undefined> =>
  runTool({ file: "unshare", args: ["--net", "--mount", "--pid", "--fork", "true"], timeoutSeconds: 30 }).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? (/unshare: .*/.exec(error.message)?.[0] ?? undefined) : undefined),
  );

const go = (): Promise<string | undefined> =>
  runTool({ file: "go", args: ["env", "GOVERSION"], timeoutSeconds: 30 }).then(
    (version) => version.replace(/^go/, ""),
    () => undefined,
  );

async function free(directory: string): Promise<number> {
  if (!existsSync(directory)) return free(dirname(directory));
  const { bavail, bsize } = await statfs(directory);
  return (bavail * bsize) / 1e9;
}
