// A kit as far as its watchdog is concerned, to be killed or frozen: `guarded-kit.ts <mark> <seconds to live>`.
import { join } from "node:path";
import { shell } from "../../scripts/adapters/shell.ts";
import { secretRegistry } from "../../scripts/adapters/secret-registry.ts";
import { startWatchdog } from "../../scripts/adapters/watchdog.ts";
import { isExpected } from "../../scripts/core/errors.ts";

const [mark = "", seconds = ""] = process.argv.slice(2);
const root = join(import.meta.dirname, "..", "..");
const say = (line: string) => process.stdout.write(`${line}\n`);
const howItEnded = (error: unknown) => say(isExpected(error) ? error.code : String(error));

const watchdog = await startWatchdog({
  mark,
  patience: { terminateAfterSeconds: 2, killAfterSeconds: 3 },
  kit: [process.execPath, ...process.execArgv, join(root, "scripts", "bin.ts")],
  root,
  env: process.env,
});

// Its child tells its own number and that of a grandchild in a session of its own.
const family = `
  const child = require("node:child_process").spawn("sleep", ["60"], { detached: true, stdio: "ignore" });
  console.log(process.pid + " " + child.pid);
  setInterval(() => {}, 1e3)`;
const began = (line: string) => {
  watchdog.extend(Number(seconds));
  say(line);
};
const guarded = shell(new AbortController().signal, secretRegistry(async () => undefined), watchdog);
await guarded.run({ file: process.execPath, args: ["-e", family], timeoutSeconds: 60 }, began).catch(howItEnded);
await guarded.run({ file: "true", args: [], timeoutSeconds: 60 }).catch(howItEnded);
await watchdog.release();
