import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { sizeIn } from "../lab/shop/size.ts";
import { minutes } from "./progress.ts";
import type { Asked, Suite } from "./suite.ts";
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
  say("Usage: npm run bench -- <suite>… [--json] [--size 1g]\n\n  --size: how large a database the suites fill that fill one\n");
  for (const id of ids) say(`  ${id}: ${(await load(id)).about}`);
  process.exitCode = 2;
}

async function measure(wanted: readonly string[], json: boolean, size: Asked): Promise<void> {
  const results = [];
  const begun = performance.now();
  for (const [place, id] of wanted.entries()) {
    say(`${id}, ${place + 1} of ${wanted.length}: ${(await load(id)).about}`);
    results.push(...(await (await load(id)).run(say, size)));
  }
  say(`all measured, after ${minutes((performance.now() - begun) / 1000)} minutes`);
  console.log(json ? JSON.stringify({ schema: "failover-kit/bench/1", node: process.versions.node, results }, null, 2) : tableText(results));
}

type Question = { readonly wanted: readonly string[]; readonly json: boolean; readonly size: string | undefined };

function asked(): Question | undefined {
  try {
    const { values, positionals } = parseArgs({ options: { json: { type: "boolean", default: false }, size: { type: "string" } }, allowPositionals: true });
    return positionals.length > 0 && positionals.every((id) => ids.includes(id)) ? { wanted: positionals, json: values.json, size: values.size } : undefined;
  } catch {
    return undefined;
  }
}

const question = asked();
if (question === undefined) {
  await explain();
} else {
  try {
    await measure(question.wanted, question.json, question.size === undefined ? {} : { bytes: sizeIn(question.size) });
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
