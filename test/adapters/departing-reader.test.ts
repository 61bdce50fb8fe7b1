import { execa } from "execa";
import { join } from "node:path";
import { expect, test } from "vitest";
import { departingReader } from "../../scripts/adapters/departing-reader.ts";

/** A real process that writes lines to a real pipe whose reader leaves after the first one, and works on for half a second. */
async function leaveAfterOneLine(stays: boolean) {
  const program = `
    import { departingReader } from ${JSON.stringify(join(import.meta.dirname, "../../scripts/adapters/departing-reader.ts"))};
    const reader = departingReader(() => process.exit(7));
    process.stdout.on("error", reader.onError);
    ${stays ? "reader.stay();" : ""}
    const writing = setInterval(() => process.stdout.write("a line\\n"), 10);
    setTimeout(() => { clearInterval(writing); process.stderr.write("worked to the end"); }, 500);`;
  const child = execa(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program], { reject: false, timeout: 20_000, buffer: { stdout: false } });
  child.stdout.once("data", () => child.stdout.destroy());
  const { exitCode, stderr } = await child;
  return { exitCode, stderr };
}

test("a reader that leaves early ends a command that only tells something", async () => {
  expect(await leaveAfterOneLine(false)).toEqual({ exitCode: 7, stderr: "" });
});

test("but not a run that changes the world", async () => {
  expect(await leaveAfterOneLine(true)).toEqual({ exitCode: 0, stderr: "worked to the end" });
});

test("any other trouble with standard output is thrown", () => {
  const full = Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
  expect(() => departingReader(() => undefined).onError(full)).toThrow("no space left");
});
