import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { runAsOperator } from "../operator.ts";
import type { RunningLab } from "../up.ts";
import type { Act } from "./act.ts";
import { killTree } from "./kill-tree.ts";
import { succeeded, type OperateOptions, type Stage, type Started } from "./stage.ts";

/** The stage of one drill on a lab that is up. */
export async function setStage({ place, client }: RunningLab, drillDirectory: string, act: Act, say: (line: string) => void): Promise<Stage> {
  await mkdir(drillDirectory, { recursive: true });
  const exec: Stage["exec"] = (host, argv, options) => client.hosts.exec(host, argv, options);
  return {
    clone: place.clone,
    site: place.site,
    artifacts: join(place.directory, "artifacts"),
    directory: drillDirectory,
    act,
    say,
    operate: (argv, options) => start(argv, options).ended,
    start,
    hosts: async () => (await client.status()).hosts,
    exec,
    write: async (host, path, text, mode = 0o644) => {
      const script = 'mkdir -p "$(dirname "$1")" && cat > "$1" && chmod "$2" "$1"';
      succeeded(`write ${path} on ${host}`, await exec(host, ["sh", "-c", script, "sh", path, mode.toString(8)], { stdin: text, timeoutSeconds: 30 }));
    },
    awsDark: async (on) => void (await client.switches.awsDark(on)),
    egressAttempts: async () => (await client.egress()).map(({ source, destination, protocol, port }) => `${source} to ${destination} ${protocol}/${port}`),
  };
}

/** Killed, it takes its whole process group with it, as a laptop that dies does. */
function start(argv: readonly string[], options: OperateOptions): Started {
  const child = runAsOperator(argv, { ...options, detached: true });
  return {
    powerCut: () => killTree(child),
    kill9: () => {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    },
    ended: child.then(({ exitCode = 1, stdout, stderr, timedOut }) => ({
      exitCode: timedOut ? 124 : exitCode,
      stdout,
      stderr: `${stderr}${timedOut ? `\nno end within ${options.timeoutSeconds} s` : ""}`,
    })),
  };
}
