import { runTool } from "../setup/run-tool.ts";
import { linkCommands } from "./link-commands.ts";
import { namespaceFile, namespaces, networks } from "./plan.ts";
import { ruleset } from "./ruleset.ts";

const TIMEOUT_SECONDS = 10;

/** Makes the lab's namespaces, bridges and rules; nothing of it may exist yet. */
export async function makeNetwork(id: string): Promise<void> {
  for (const args of linkCommands(id)) await runTool({ file: "ip", args, timeoutSeconds: TIMEOUT_SECONDS });
  const inRouter = [`--net=${namespaceFile(namespaces(id).router)}`];
  // Not every kernel has every one of these, and the lab lives without those it lacks.
  await runTool({ file: "nsenter", args: [...inRouter, "sysctl", "--ignore", "--quiet", "--write", ...kernelSettings], timeoutSeconds: TIMEOUT_SECONDS });
  await runTool({ file: "nsenter", args: [...inRouter, "nft", "--file", "-"], input: ruleset(), timeoutSeconds: TIMEOUT_SECONDS });
}

const kernelSettings = [
  "net.ipv4.ip_forward=1",
  "net.bridge.bridge-nf-call-iptables=0",
  // A host that is asked for before it is up is found a tenth of a second after it is, not a second after.
  ...Object.values(networks).map(({ bridge }) => `net.ipv4.neigh.${bridge}.retrans_time_ms=100`),
];
