// A process that stops as the kit does, and takes its time: `stoppable-kit.ts`.
import { stopRequests } from "../../scripts/adapters/stop-requests.ts";

const alive = setInterval(() => undefined, 1000);
stopRequests(process, () => {
  process.stdout.write("stopping\n");
  setTimeout(() => clearInterval(alive), 1500);
});
process.stdout.write(`here ${process.env["FAILOVER_HANGUP"] ?? "as always"}\n`);
