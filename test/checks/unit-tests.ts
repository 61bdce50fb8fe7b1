import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { Check } from "./check.ts";
import { verdictOf } from "./program-check.ts";

const counts = z.object({ numPassedTests: z.number(), numFailedTests: z.number(), success: z.boolean() });

/** All tests of vitest, each counted; a file that does not even load counts as one that failed. */
export const unitTests: Check = {
  title: "tests",
  run: async () => {
    const directory = await mkdtemp(join(tmpdir(), "failover-tests-"));
    try {
      const file = join(directory, "results.json");
      const { output } = await verdictOf({ file: "vitest", args: ["run", "--reporter=default", "--reporter=json", `--outputFile=${file}`] });
      const results = await readFile(file, "utf8").catch(() => undefined);
      if (results === undefined) return { passed: 0, failed: 1, output };
      const { numPassedTests, numFailedTests, success } = counts.parse(JSON.parse(results));
      return { passed: numPassedTests, failed: success ? numFailedTests : Math.max(1, numFailedTests), output };
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
};
