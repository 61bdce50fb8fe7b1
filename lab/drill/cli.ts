import { relative } from "node:path";
import { parseArgs } from "node:util";
import { LabError } from "../lab-error.ts";
import { drill } from "./drill.ts";
import { plainRun } from "./failover.ts";

const say = (line: string) => console.error(line);
const keep = isLabKept();

say("A rehearsal of an AWS outage on this machine: a shop in AWS under traffic, AWS goes dark, its mirror rises in Google Cloud,");
say("data comes back, traffic moves. Nothing outside this machine is touched. About 2 minutes once everything is set up.");

try {
  const { report, directory } = await drill({ drive: plainRun, beforeLooking: async () => {} }, { say, keep });
  say("");
  console.log(`${report.verdict}: ${relative(process.cwd(), directory)}/report.md`);
  for (const reason of report.because) console.log(`  ${reason}`);
  process.exitCode = report.verdict === "passed" ? 0 : 1;
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  say(error.message);
  process.exitCode = 1;
}

function isLabKept(): boolean {
  try {
    return parseArgs({ options: { keep: { type: "boolean", default: false } } }).values.keep;
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\nUsage: npm run drill [-- --keep]   (--keep leaves the lab up if the drill breaks off)`);
    process.exit(2);
  }
}
