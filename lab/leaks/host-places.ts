import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Stage } from "../drill/stage.ts";
import { succeeded } from "../drill/stage.ts";
import { hostPaths, machineName } from "../hosts/host-command.ts";
import type { Place } from "../place.ts";
import { filesBelow } from "./files-below.ts";
import type { Where } from "./place.ts";

/** The customers' own data, some hundred megabytes of it; and systemd's journal, which is read as systemd shows it. */
const UNSEARCHED = /^(var\/lib\/postgresql\/\d+\/main\/(base|pg_wal)|var\/log\/journal)(\/|$)/;
/** What a host holds in memory only; a session's directories in /tmp are there as well. */
const IN_MEMORY = ["run", "tmp", "dev/shm"];
/** Sockets' and mounts' own, and the journal again. */
const UNSEARCHED_IN_MEMORY = /^(host|log\/journal|udev\/data)(\/|$)/;

/** All that was ever written on these hosts and is still there, their memory's files, and their journals. */
export async function* hostPlaces(place: Place, stage: Pick<Stage, "exec">, names: readonly string[]): AsyncGenerator<Where> {
  for (const name of names) {
    const { upper } = hostPaths(place, name);
    yield* filesBelow({ kind: "files on the hosts", root: upper, as: `host ${name}: /`, without: UNSEARCHED });
    const init = await initOfHost(place, name);
    if (init === undefined) throw new Error(`host ${name} is not running, so that what it holds in memory cannot be looked at`);
    for (const directory of IN_MEMORY) yield* filesBelow({ kind: "files on the hosts", root: join(`/proc/${init}/root`, directory), as: `host ${name}: /${directory}/`, without: UNSEARCHED_IN_MEMORY });
    const text = succeeded(`journalctl on ${name}`, await stage.exec(name, ["journalctl", "--no-pager", "--all", "--output=verbose"], { timeoutSeconds: 60 }));
    yield { kind: "the hosts' journals", name: `host ${name}: journalctl`, text };
  }
}

async function initOfHost(place: Pick<Place, "id">, name: string): Promise<string | undefined> {
  const own = new RegExp(`/${machineName(place, name)}(/|$)`, "m");
  for (const pid of (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry))) {
    const [status, cgroup] = await Promise.all(["status", "cgroup"].map((file) => readFile(`/proc/${pid}/${file}`, "utf8").catch(() => "")));
    if (/^NSpid:(\s+\d+)+\s+1$/m.test(status ?? "") && own.test(cgroup ?? "")) return pid;
  }
  return undefined;
}
