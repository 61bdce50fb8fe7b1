import type { Stage } from "../drill/stage.ts";

const LIST = ["systemctl", "list-units", "--no-legend", "--plain", "--state=active,activating", "failover-restore-*"];
const COUNT = ["sh", "-c", "journalctl --no-pager --output=cat -u 'failover-restore-*' | grep -c '^Started'"];

/** The mirror's database host, once it is there. */
export async function databaseHost(stage: Stage): Promise<{ readonly name: string; readonly address: string } | undefined> {
  return (await stage.hosts()).find(({ name, network }) => network === "gcp" && name.includes("database"));
}

/** The unit of a restore that is running on the database host now. */
export async function runningRestore(stage: Stage): Promise<string | undefined> {
  const host = await databaseHost(stage);
  if (host === undefined) return undefined;
  const { stdout } = await stage.exec(host.name, LIST, { timeoutSeconds: 10 });
  return stdout.trim().split(/\s+/)[0] || undefined;
}

/** How many restores were ever started on the database host, by its own log. */
export async function restoresStarted(stage: Stage): Promise<number> {
  const host = await databaseHost(stage);
  return host === undefined ? 0 : Number((await stage.exec(host.name, COUNT, { timeoutSeconds: 20 })).stdout);
}
