import { join } from "node:path";
import { readFile } from "node:fs/promises";
import { buildTraffic } from "../traffic/build.ts";
import { observationsIn, type Observation } from "../traffic/observation.ts";
import { waitFor } from "./act.ts";
import { succeeded, type Stage } from "./stage.ts";

const HOST = "customer";
const FILE = "/var/lib/traffic/observations.jsonl";
const LIMIT_SECONDS = 900;
/** The answer comes without its last newline: an extra one keeps the file's own, by which a torn line is known. */
const showFile = ["sh", "-c", 'cat "$1" && echo', "sh", FILE];

/** The customer begins to post orders through the public name, and goes on until told to stop. */
export async function startTraffic(stage: Stage): Promise<void> {
  const bundle = join(stage.artifacts, "traffic.mjs");
  await buildTraffic(bundle);
  await stage.write(HOST, "/opt/traffic.mjs", await readFile(bundle, "utf8"));
  const argv = ["systemd-run", "--unit=traffic", "--property=StateDirectory=traffic", "node", "/opt/traffic.mjs", "--out", FILE, "--seconds", String(LIMIT_SECONDS), "--old-orders", String(stage.history.orders), ...(stage.light ? ["--no-probes"] : [])];
  succeeded("start the customer's traffic", await stage.exec(HOST, argv, { timeoutSeconds: 20 }));
}

/** What the customer has seen so far is no more on its disk. */
export async function forgetOrders(stage: Stage): Promise<void> {
  succeeded("take away what the customer has seen", await stage.exec(HOST, ["rm", "--force", FILE], { timeoutSeconds: 20 }));
}

/** The customer stops, and what it saw is on its disk; one that had died before is no witness. */
export async function stopTraffic(stage: Stage): Promise<void> {
  succeeded("stop the customer's traffic", await stage.exec(HOST, ["systemctl", "stop", "traffic"], { timeoutSeconds: 20 }));
  succeeded("the customer's traffic went on to its end", await stage.exec(HOST, ["sh", "-c", "! systemctl is-failed --quiet traffic"], { timeoutSeconds: 20 }));
}

/** The customer's own file, byte for byte. Nothing stands for a file that cannot be read. */
export async function customersFile(stage: Stage): Promise<string> {
  return succeeded("read the customer's file", await stage.exec(HOST, showFile, { timeoutSeconds: 20 }));
}

/** Everything the customer has seen so far: nothing, while it has not begun to write. */
async function seenByCustomer(stage: Stage): Promise<readonly Observation[]> {
  const { exitCode, stdout } = await stage.exec(HOST, showFile, { timeoutSeconds: 20 });
  return exitCode === 0 ? observationsIn(stdout) : [];
}

/** Waits until the customer has seen what is described; time limits are the rehearsal's, not the customer's. */
export async function untilCustomer(stage: Stage, what: string, withinSeconds: number, holds: (seen: readonly Observation[]) => boolean): Promise<void> {
  const next = "look at the customer's file in the drill's folder, and at the messages above";
  await waitFor(what, { withinSeconds, everySeconds: 0.5, next }, async () => (holds(await seenByCustomer(stage)) ? true : undefined));
}
