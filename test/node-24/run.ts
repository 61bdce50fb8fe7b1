import { dirname, delimiter, join } from "node:path";
import { execa } from "execa";
import { countLine } from "../../lab/count-line.ts";
import { cacheDirectory } from "../../lab/setup/cache.ts";
import { entryPath, isMade } from "../../lab/setup/cache-entry.ts";
import { announcement, makeEntries } from "../../lab/setup/make-entries.ts";
import { nodeDirectory, pinnedNode } from "./pinned-node.ts";
import { whichNode } from "./which-node.ts";

const say = (line: string): void => console.log(line);

/** The folder of the pinned Node, fetched first where it is missing. */
async function pinnedDirectory(): Promise<string> {
  const cache = cacheDirectory(process.env);
  if (!isMade(cache, pinnedNode)) {
    for (const line of announcement([[pinnedNode]])) say(line);
    await makeEntries(cache, [[pinnedNode]], say);
  }
  return nodeDirectory(entryPath(cache, pinnedNode));
}

/** First on the PATH as well, so that a Node which a test starts is the same one. */
async function runTestsWith(directory: string): Promise<number> {
  const env = { PATH: [directory, process.env["PATH"] ?? ""].join(delimiter) };
  const { exitCode } = await execa(join(directory, "node"), ["--import", "tsx", "test/run.ts", "tests"], { env, stdio: "inherit", reject: false });
  return exitCode ?? 1;
}

const libc = "glibcVersionRuntime" in ((process.report.getReport() as { header: object }).header) ? "glibc" : "other";
const choice = whichNode({ platform: process.platform, arch: process.arch, libc, runningVersion: process.version });
if (choice.use === "none") {
  say(choice.because);
  say(countLine(0, 1));
  process.exitCode = 1;
} else {
  process.exitCode = await runTestsWith(choice.use === "running" ? dirname(process.execPath) : await pinnedDirectory());
}
