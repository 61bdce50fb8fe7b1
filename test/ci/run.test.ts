import { execa } from "execa";
import { expect, test } from "vitest";
import { countLine } from "../../lab/count-line.ts";

const suiteOf = (line: string, status = 0) => `echo begun; echo '${line}'; exit ${status}`;
const ran = async (...suites: readonly string[]) => {
  const { stdout, exitCode } = await execa(".ci/run", suites, { reject: false });
  return { lines: stdout.split("\n"), exitCode };
};

test("the counts of all suites are added up in the last line", async () => {
  const { lines, exitCode } = await ran(suiteOf(countLine(4507, 0)), suiteOf(countLine(32, 0)));
  expect(lines.at(-1)).toBe("4539 passed, 0 failed");
  expect(exitCode).toBe(0);
});

test.each([
  ["one that failed", suiteOf(countLine(3, 2), 1), "5 passed, 2 failed", undefined],
  ["one that fails although nothing in it did", suiteOf(countLine(3, 0), 7), "5 passed, 1 failed", /^FAILED .* ended with 7, although nothing in it failed$/],
  ["one without a count", suiteOf("3 passed, 0 failed, after 9 s"), "2 passed, 1 failed", /^FAILED .* ended with 0 and without a line 'N passed, N failed'$/],
  ["one that cannot be begun", "/no/such/program", "2 passed, 1 failed", /^FAILED .* ended with 127 and without a line/],
])("%s makes the whole fail, and is named at the end", async (_title, suite, sum, named) => {
  const { lines, exitCode } = await ran(suite, suiteOf(countLine(2, 0)));
  expect(lines.at(-1)).toBe(sum);
  if (named !== undefined) expect(lines.at(-2)).toMatch(named);
  expect(exitCode).toBe(1);
});

test("on a machine that is too slow for all of it the tests on Node 24 are left out, and that is said; nothing else ever is", async () => {
  const node24 = `${suiteOf(countLine(5, 0))} # test:node24`;
  const { stdout, exitCode } = await execa(".ci/run", [suiteOf(countLine(2, 0)), node24], { reject: false, env: { CI_LIMIT_SECONDS: "-1" } });
  expect(stdout.split("\n").at(-2)).toMatch(/^left out: .*test:node24, which would take \d+ s more after \d+ s$/);
  expect([stdout.split("\n").at(-1), exitCode]).toEqual(["2 passed, 0 failed", 0]);
  expect((await ran(suiteOf(countLine(2, 0)), `true && ${suiteOf(countLine(5, 0))}`)).lines.at(-1)).toBe("7 passed, 0 failed");
});
