import { LabError } from "../lab-error.ts";
import type { Place } from "../place.ts";
import { runTool } from "../setup/run-tool.ts";
import { namespaceFile, namespaces, type OperatorName } from "./plan.ts";

const TOOL_SECONDS = 10;

/** Ends the SSH connections there are between an operator and a machine, as a router does that forgets them; new ones are not hindered. Returns how many. */
export async function cutSsh(place: Pick<Place, "id">, operator: OperatorName, address: string): Promise<number> {
  const within = `--net=${namespaceFile(namespaces(place.id)[operator].namespace)}`;
  const sockets = async (...flags: readonly string[]): Promise<number> => {
    const args = [within, "ss", "--no-header", "--tcp", "--numeric", ...flags, "state", "established", "dst", address, "dport", "=", ":22"];
    return countSockets(await runTool({ file: "nsenter", args, timeoutSeconds: TOOL_SECONDS }));
  };
  const before = await sockets();
  if (before === 0) return 0;
  await sockets("--kill");
  const after = await sockets();
  if (after >= before) throw new LabError("the SSH connections could not be cut", "this kernel does not let 'ss --kill' end a connection", "use a kernel with CONFIG_INET_DIAG_DESTROY");
  return before;
}

/** `ss` says one line for each connection. */
export const countSockets = (said: string): number => said.split("\n").filter((line) => line.trim() !== "").length;
