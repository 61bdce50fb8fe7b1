import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { LabError } from "../lab-error.ts";
import { startLogged } from "../logged-process.ts";
import { stationFiles } from "../network/enter-station.ts";
import type { Place } from "../place.ts";
import { initFile, type Desk } from "./desk.ts";
import { bootCommand } from "./machine-command.ts";

const BOOT_SECONDS = 10;
const PAUSE_MS = 20;

/** Boots an operator's machine and returns once commands can be typed on it. It outlives whoever booted it. */
export async function bootMachine(place: Place, desk: Desk): Promise<void> {
  await rm(initFile(desk), { force: true });
  await writeOwnFiles(desk);
  const log = join(place.logs, `${desk.name}.log`);
  const { hasEnded, ended } = startLogged(bootCommand(place, desk), { log });
  const deadline = performance.now() + BOOT_SECONDS * 1000;
  while (initOf(desk) === undefined) {
    if (hasEnded() || performance.now() > deadline) throw new LabError(`the ${desk.name}'s machine did not start`, "its first process is not there", `read ${log}`);
    await Promise.race([ended, wait(PAUSE_MS)]);
  }
}

/** Ends everything on the machine at once, as a dead battery does: the kernel ends what belongs to its first process with it. */
export async function killMachine(desk: Desk): Promise<void> {
  const init = initOf(desk);
  await rm(initFile(desk), { force: true });
  if (init === undefined) return;
  process.kill(init, "SIGKILL");
  const deadline = performance.now() + BOOT_SECONDS * 1000;
  while (isThere(init)) {
    if (performance.now() > deadline) throw new LabError(`the ${desk.name}'s machine did not end`, `its first process ${init} is still there`, "npm run lab -- down");
    await wait(PAUSE_MS);
  }
}

/** The machine's first process as the lab counts processes; undefined while the machine is off. */
export function initOf(desk: Desk): number | undefined {
  try {
    return Number(readFileSync(initFile(desk), "utf8")) || undefined;
  } catch {
    return undefined;
  }
}

/** A machine keeps its id for life and gets another one for each boot. */
async function writeOwnFiles({ name, etc }: Desk): Promise<void> {
  await mkdir(etc, { recursive: true });
  for (const [file, text] of Object.entries(stationFiles)) await writeFile(join(etc, file), text);
  await writeFile(join(etc, "hosts"), `127.0.0.1 localhost\n127.0.1.1 ${name}\n`);
  await writeFile(join(etc, "machine-id"), `${randomBytes(16).toString("hex")}\n`, { flag: "wx" }).catch(() => undefined);
  await writeFile(join(etc, "boot-id"), `${randomUUID()}\n`);
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
