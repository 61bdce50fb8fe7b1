import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { kit } from "./support/kit.ts";

const read = (file: string) => readFileSync(file, "utf8");
/** What people type: one match for each command, with its options up to the end of the line, the quotation or the next command. */
const typed = (text: string) => [...text.matchAll(/(?<![\w/.-])failover ([a-z][a-z-]+)([^`|#&;\n]*)/g)].map(([, verb = "", rest = ""]) => ({ verb, options: [...rest.matchAll(/(?<= )--([a-z][a-z-]*)/g)].map(([, option]) => option) }));

test.each(["README.md", "docs/runbook.md"])("every command and option that %s names is one", async (file) => {
  const wrong: string[] = [];
  const helps = new Map<string, string>();
  for (const { verb, options } of typed(read(file).match(/```sh\n[^]*?```|`[^`\n]+`/g)?.join("\n") ?? "")) {
    const help = helps.get(verb) ?? (await kit(tmpdir(), [])(verb, "--help")).out;
    helps.set(verb, help);
    if (!help.startsWith(`failover ${verb}`)) wrong.push(verb);
    else wrong.push(...options.filter((option) => !help.includes(`--${option}`)).map((option) => `${verb} --${option}`));
  }
  expect(helps.size).toBeGreaterThan(10);
  expect(wrong).toEqual([]);
});

test("each place in the runbook that its first page leads to is there", () => {
  const runbook = read("docs/runbook.md");
  const places = [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading = ""]) => heading.toLowerCase().replaceAll(/[^a-z0-9 -]/g, "").replaceAll(" ", "-"));
  const led = [...runbook.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
  expect(led.length).toBeGreaterThan(5);
  expect(led.filter((anchor) => !places.includes(anchor ?? ""))).toEqual([]);
});
