import { relative } from "node:path";
import { parseArgs } from "node:util";
import { LabError } from "../lab-error.ts";
import { drill } from "./drill.ts";
import { historyOf, sizeIn } from "../shop/size.ts";
import { plainRun } from "./failover.ts";

const say = (line: string) => console.error(line);
const { keep, size } = asked();

say("A rehearsal of an AWS outage on this machine: a shop in AWS under traffic, AWS goes dark, its mirror rises in Google Cloud,");
say("data comes back, traffic moves. Nothing outside this machine is touched. About 2 minutes once everything is set up.");

try {
  const history = size === undefined ? {} : { history: historyOf(sizeIn(size)) };
  const { report, directory } = await drill({ drive: plainRun, beforeLooking: async () => {} }, { say, keep, ...history });
  say("");
  console.log(`${report.verdict}: ${relative(process.cwd(), directory)}/report.md`);
  for (const reason of report.because) console.log(`  ${reason}`);
  process.exitCode = report.verdict === "passed" ? 0 : 1;
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  say(error.message);
  process.exitCode = 1;
}

function asked(): { readonly keep: boolean; readonly size?: string | undefined } {
  try {
    return parseArgs({ options: { keep: { type: "boolean", default: false }, size: { type: "string" } } }).values;
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}
Usage: npm run drill [-- [--keep] [--size 1g]]   (--keep leaves the lab up if the drill breaks off; --size is about how large the shop's database is, 200m without it)`);
    process.exit(2);
  }
}
