import { runTool } from "../setup/run-tool.ts";
import { linkBatches, namespaceNames } from "./link-commands.ts";
import { namespaceFile, namespaces, networks } from "./plan.ts";
import { ruleset } from "./ruleset.ts";

const TIMEOUT_SECONDS = 20;

/** Makes the lab's namespaces, bridges and rules; nothing of it may exist yet. */
export async function makeNetwork(id: string): Promise<void> {
  const run = (file: string, args: readonly string[], lines: readonly string[]): Promise<string> =>
    runTool({ file, args, input: `${lines.join("\n")}\n`, timeoutSeconds: TIMEOUT_SECONDS });
  const inRouter = `--net=${namespaceFile(namespaces(id).router)}`;

  await run("ip", ["-batch", "-"], namespaceNames(id).map((name) => `netns add ${name}`));
  for (const { namespace, lines } of linkBatches(id)) await run("ip", ["-n", namespace, "-batch", "-"], lines);
  // Not every kernel has every one of these, and the lab lives without those it lacks.
  await run("nsenter", [inRouter, "sysctl", "--ignore", "--quiet", "--write", ...kernelSettings], []);
  await run("nsenter", [inRouter, "nft", "--file", "-"], [ruleset()]);
}

const kernelSettings = [
  "net.ipv4.ip_forward=1",
  "net.bridge.bridge-nf-call-iptables=0",
  // A host that is asked for before it is up is found a tenth of a second after it is, not a second after.
  ...Object.values(networks).map(({ bridge }) => `net.ipv4.neigh.${bridge}.retrans_time_ms=100`),
];
