import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Suite } from "./suite.ts";
import { tableText } from "./table.ts";

const say = (line: string): void => console.error(line);
const folder = join(import.meta.dirname, "suites");
const ids = readdirSync(folder).filter((file) => file.endsWith(".ts")).map((file) => file.slice(0, -3)).sort();

async function load(id: string): Promise<Suite> {
  // Each file of the folder exports its suite; that a name found at run time does so cannot be told beforehand.
  const { suite } = (await import(join(folder, `${id}.ts`))) as { readonly suite: Suite };
  return suite;
}

async function explain(): Promise<void> {
  say("Usage: npm run bench -- <suite>… [--json]\n");
  for (const id of ids) say(`  ${id}: ${(await load(id)).about}`);
  process.exitCode = 2;
}

async function measure(wanted: readonly string[], json: boolean): Promise<void> {
  const results = [];
  for (const id of wanted) results.push(...(await (await load(id)).run(say)));
  console.log(json ? JSON.stringify({ schema: "failover-kit/bench/1", node: process.versions.node, results }, null, 2) : tableText(results));
}

function asked(): { readonly wanted: readonly string[]; readonly json: boolean } | undefined {
  try {
    const { values, positionals } = parseArgs({ options: { json: { type: "boolean", default: false } }, allowPositionals: true });
    return positionals.length > 0 && positionals.every((id) => ids.includes(id)) ? { wanted: positionals, json: values.json } : undefined;
  } catch {
    return undefined;
  }
}

const question = asked();
if (question === undefined) {
  await explain();
} else {
  try {
    await measure(question.wanted, question.json);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
