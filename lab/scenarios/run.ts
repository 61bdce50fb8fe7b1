import { parseArgs } from "node:util";
import { countLine } from "../count-line.ts";
import { scenarios } from "./all.ts";
import { toItsEnd, verdictOf, type Asked, type Ended, type Scenario } from "./scenario.ts";
import { sideBySide } from "./side-by-side.ts";

const say = (line: string) => console.error(line);
const usage = "Usage: npm run test:lab [-- [SCENARIO …] [--one-at-a-time] [--seed N]]   (--seed draws other schemas in odd-schemas)";

/** Runs scenarios, first those that want the machine to themselves, and returns how many failed. */
async function runAll(chosen: readonly Scenario[], oneAtATime: boolean, asked: Asked): Promise<number> {
  let failed = 0;
  const ended = (one: Ended) => {
    if (one.failure !== undefined) failed += 1;
    console.log(verdictOf(one));
  };
  const patient = oneAtATime ? [] : chosen.filter((scenario) => scenario.patient === true);
  const beside = patient.length > 1 ? patient : [];
  for (const scenario of chosen.filter((one) => !beside.includes(one))) {
    say(`\n${scenario.id}: ${scenario.story}`);
    ended(await toItsEnd(scenario, () => scenario.run(say, asked)));
  }
  if (beside.length > 0) {
    say(`\nTwo at a time, each told when it has ended: ${beside.map(({ id }) => id).join(", ")}`);
    await sideBySide(beside, { say }, ended);
  }
  return failed;
}

/** What was typed, or what is wrong with it. */
function typed(): { readonly chosen: readonly Scenario[]; readonly oneAtATime: boolean; readonly asked: Asked } | { readonly problem: string } {
  try {
    const { values, positionals } = parseArgs({ options: { "one-at-a-time": { type: "boolean", default: false }, seed: { type: "string" } }, allowPositionals: true });
    const unknown = positionals.filter((id) => !scenarios.some((s) => s.id === id));
    if (unknown.length > 0) return { problem: `No scenario is called ${unknown.join(", ")}. There are: ${scenarios.map((s) => s.id).join(", ")}.` };
    if (values.seed !== undefined && !/^\d{1,9}$/.test(values.seed)) return { problem: `A seed is a number of up to nine digits, not '${values.seed}'.` };
    return {
      chosen: positionals.length === 0 ? scenarios.filter((s) => s.toldBy === undefined) : scenarios.filter((s) => positionals.includes(s.id)),
      oneAtATime: values["one-at-a-time"],
      asked: values.seed === undefined ? {} : { seed: Number(values.seed) },
    };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

const wanted = typed();
if ("problem" in wanted) {
  say(`${wanted.problem}\n${usage}`);
  process.exitCode = 2;
} else {
  const { chosen, oneAtATime, asked } = wanted;
  const told = scenarios.filter((s) => !chosen.includes(s) && chosen.some(({ id }) => id === s.toldBy));
  if (told.length > 0) say(`Told within others: ${told.map(({ id, toldBy }) => `${id} (by ${toldBy ?? ""})`).join(", ")}`);
  const begun = performance.now();
  const failed = await runAll(chosen, oneAtATime, asked);
  console.log(`took ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  console.log(countLine(chosen.length - failed, failed));
  process.exitCode = failed === 0 ? 0 : 1;
}
