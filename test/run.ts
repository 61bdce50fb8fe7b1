import { availableParallelism } from "node:os";
import { playbooks } from "./checks/ansible.ts";
import { programCheck } from "./checks/program-check.ts";
import { runChecks } from "./checks/run-checks.ts";
import { unitTests } from "./checks/unit-tests.ts";

const say = (line: string): void => console.log(line);
const begun = performance.now();

const { passed, failed } = await runChecks(
  [
    programCheck("types", { file: "tsc", args: ["--noEmit"] }),
    programCheck("lint", { file: "eslint", args: ["--max-warnings=0", "."] }),
    unitTests,
    playbooks(say),
    programCheck("bundle", { file: "node", args: ["build.mjs"] }),
  ],
  Math.min(availableParallelism(), 4),
  say,
);

say(`npm test took ${((performance.now() - begun) / 1000).toFixed(0)} s`);
say(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
