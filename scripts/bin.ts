import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { text } from "node:stream/consumers";
import { main } from "./cli.ts";
import { realWorld } from "./runtime.ts";

const stop = new AbortController();

// The first request to stop lets steps end in good order; the second one ends the process there and then.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => stop.abort());

// A reader that closes its end early, like `head`, has seen what it wanted.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit();
  throw error;
});

// Progress that nobody can see any more, as after a lost terminal, is no reason to drop a recovery.
process.stderr.on("error", () => undefined);

const world = realWorld({
  env: process.env,
  workingDirectory: process.cwd(),
  // Both scripts/bin.ts and dist/failover.mjs lie one level below the root.
  root: join(dirname(fileURLToPath(import.meta.url)), ".."),
  stdin: () => text(process.stdin),
  stdout: (line) => process.stdout.write(line),
  stderr: {
    write: (line) => process.stderr.write(line),
    columns: () => (process.stderr.isTTY && process.env["TERM"] !== "dumb" ? process.stderr.columns : undefined),
  },
  stop: stop.signal,
});

// Node would print it as it is, and it may quote a secret.
process.on("uncaughtException", (error) => {
  world.operator.say(error.stack ?? error.message);
  process.exit(1);
});

process.exitCode = await main(process.argv.slice(2), world);
