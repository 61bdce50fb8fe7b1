import { z } from "zod";
import type { Host } from "../daemon/lab.ts";
import { runAsOperator } from "../operator.ts";
import { expectThat } from "./scenario.ts";

const LIMIT_SECONDS = 180;

/** What a person types in the lab's shell, one line; answers with what it printed. */
export async function inShell(line: string): Promise<string> {
  const { exitCode, stdout, stderr } = await runAsOperator(["bash", "-c", `eval "$(failover env)"; ${line}`], { timeoutSeconds: LIMIT_SECONDS }).ended;
  expectThat(exitCode === 0, `'${line}' ended with ${exitCode}: ${stderr.slice(-1000)} ${stdout.slice(-1000)}`);
  return stdout;
}

/** Whether a host stands for a machine of the mirror: not a load balancer's, nor the warden, which is there on quiet days as well. */
export const isMirrorMachine = ({ name, network }: Pick<Host, "name" | "network">): boolean => network === "gcp" && !/^gcp-lb-|-warden$/.test(name);

const state = z.object({
  deployment: z.object({ resources: z.array(z.object({ urn: z.string(), type: z.string() })), pending_operations: z.array(z.unknown()).optional() }),
});

/** The mirror's machines as the state has them: each once, nothing pending, nothing locked, and the cloud says the same. */
export async function expectWholeStack(): Promise<readonly string[]> {
  await inShell("pulumi preview --stack gcp --refresh --expect-no-changes --non-interactive");
  const { resources, pending_operations: pending = [] } = state.parse(JSON.parse(await inShell("pulumi stack export --stack gcp"))).deployment;
  expectThat(pending.length === 0, `${pending.length} operations are still pending in the state`);
  const urns = resources.map(({ urn }) => urn);
  expectThat(new Set(urns).size === urns.length, `the state has something twice: ${urns.join(" ")}`);
  const locks = await inShell('curl --silent --fail "http://$STORAGE_EMULATOR_HOST/storage/v1/b/${PULUMI_BACKEND_URL#gs://}/o?prefix=.pulumi/locks/"');
  expectThat(!locks.includes(".json"), `a lock is left: ${locks}`);
  return resources.filter(({ type }) => type === "gcp:compute/instance:Instance").map(({ urn }) => urn.split("::").at(-1) ?? urn).sort();
}
