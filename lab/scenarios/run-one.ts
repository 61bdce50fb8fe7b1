import { scenarios } from "./all.ts";
import { toItsEnd } from "./scenario.ts";

/** Runs one scenario and says nothing of its own but, last, why it failed: whoever started this tells the rest. */
const [id = ""] = process.argv.slice(2);
const scenario = scenarios.find((one) => one.id === id);
if (scenario === undefined) throw new Error(`no scenario is called '${id}'`);
const { failure } = await toItsEnd(scenario, () => scenario.run((line) => console.error(line)));
if (failure !== undefined) {
  console.error(failure.replaceAll("\n", " "));
  process.exitCode = 1;
}
