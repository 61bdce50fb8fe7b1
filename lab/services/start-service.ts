import { createConnection } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { LabError } from "../lab-error.ts";
import { startLogged } from "../logged-process.ts";
import type { Service } from "./command.ts";

/** A started server: whether it still runs. */
export type RunningService = { readonly name: string; readonly address: string; readonly port: number; readonly isRunning: () => boolean };

const START_SECONDS = 60;
const PAUSE_MS = 50;

/** Starts a server and returns once it accepts connections. */
export async function startService({ name, address, port, argv, log, environment }: Service): Promise<RunningService> {
  const { hasEnded, ended } = startLogged(argv, { log, env: environment });
  const deadline = performance.now() + START_SECONDS * 1000;
  while (!(await accepts(address, port))) {
    if (hasEnded() || performance.now() > deadline) {
      throw new LabError(`${name} did not start`, hasEnded() ? "its process ended" : `nothing listens at ${address}:${port} after ${START_SECONDS} s`, `read ${log}`);
    }
    await Promise.race([ended, wait(PAUSE_MS)]);
  }
  return { name, address, port, isRunning: () => !hasEnded() };
}

const accepts = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ host, port });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(500, () => end(false));
    socket.once("error", () => end(false));
    socket.once("connect", () => end(true));
  });
