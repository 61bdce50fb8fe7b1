import { expect, test } from "vitest";
import { runTool } from "../../../lab/setup/run-tool.ts";

const shell = (script: string, timeoutSeconds = 10) => runTool({ file: "sh", args: ["-c", script], timeoutSeconds });

test("what a program prints is the answer, without what it complains of", async () => {
  expect(await shell("echo answer; echo noise >&2")).toBe("answer");
});

test("a failure shows the last lines and only those", async () => {
  const error = await shell("seq 1 40; echo the reason >&2; exit 3").catch((e: unknown) => String(e));
  expect(error).toContain("sh -c ended with 3");
  expect(error).toContain("the reason");
  expect(error).not.toContain("\n        20\n");
});

test("a program that hangs is stopped", async () => {
  await expect(shell("sleep 30; true", 0.2)).rejects.toThrow("sh -c was stopped after 0.2 s");
});

test("a program that is not there is named", async () => {
  await expect(runTool({ file: "no-such-program", args: [], timeoutSeconds: 5 })).rejects.toThrow(/no-such-program .*ENOENT/);
});

test("standard input is what was given, or empty", async () => {
  expect(await runTool({ file: "cat", args: [], timeoutSeconds: 5, input: "given" })).toBe("given");
  expect(await runTool({ file: "cat", args: [], timeoutSeconds: 5 })).toBe("");
});
