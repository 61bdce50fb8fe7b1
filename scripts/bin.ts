import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { text } from "node:stream/consumers";
import { stopRequests } from "./adapters/stop-requests.ts";
import { main } from "./cli.ts";
import { realWorld } from "./runtime.ts";

const stop = new AbortController();

stopRequests(process, () => stop.abort());

// Progress that nobody can see any more, as after a lost terminal, is no reason to drop a recovery.
process.stderr.on("error", () => undefined);

const world = realWorld({
  env: process.env,
  workingDirectory: process.cwd(),
  // scripts/bin.ts and dist/start.mjs both lie one level below the root.
  root: join(dirname(fileURLToPath(import.meta.url)), ".."),
  self: [process.execPath, ...process.execArgv, fileURLToPath(import.meta.url)],
  stdin: () => text(process.stdin),
  stdinStream: () => process.stdin,
  isAttended: () => process.stdin.isTTY && process.stderr.isTTY,
  stdout: {
    write: (line) => process.stdout.write(line),
    columns: () => (process.stdout.isTTY ? process.stdout.columns || undefined : undefined),
    onError: (listener) => process.stdout.on("error", listener),
  },
  stderr: {
    write: (line) => process.stderr.write(line),
    // A terminal that does not know its size says 0.
    size: () => (process.stderr.isTTY && process.env["TERM"] !== "dumb" ? { columns: process.stderr.columns || 80, rows: process.stderr.rows || 24 } : undefined),
  },
  exit: () => process.exit(),
  stop: stop.signal,
});

// Node would print it as it is, and it may quote a secret.
process.on("uncaughtException", (error) => {
  world.operator.say(error.stack ?? error.message);
  process.exit(1);
});

process.exitCode = await main(process.argv.slice(2), world);
