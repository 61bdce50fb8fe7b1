import { createConnection } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

const ATTEMPT_MS = 500;
const PAUSE_MS = 30;

/** Whether a server at this address says within the limit that it speaks SSH; gives up early when told to. */
export async function answersSsh(address: string, timeoutSeconds: number, giveUp: () => boolean): Promise<boolean> {
  const deadline = performance.now() + timeoutSeconds * 1000;
  while (performance.now() < deadline && !giveUp()) {
    if (await greets(address)) return true;
    await wait(PAUSE_MS);
  }
  return false;
}

const greets = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ host: address, port: 22 });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(ATTEMPT_MS, () => end(false));
    socket.once("error", () => end(false));
    socket.once("end", () => end(false));
    socket.once("data", (bytes) => end(bytes.toString("latin1").startsWith("SSH-")));
  });
