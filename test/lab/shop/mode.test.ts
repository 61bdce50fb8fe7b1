import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { currentMode, modeOf } from "../../../lab/shop/mode.ts";

test.each([
  ["read-write\n", "read-write"],
  ["read-write", "read-write"],
  ["read-only\n", "read-only"],
  ["", "read-only"],
  ["READ-WRITE", "read-only"],
  ["read-write read-only", "read-only"],
])("the text %j means %s", (text, mode) => {
  expect(modeOf(text)).toBe(mode);
});

test("the file is read each time, and a missing one means read-only", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mode-"));
  const file = join(folder, "mode");
  expect(await currentMode(file)).toBe("read-only");
  writeFileSync(file, "read-write\n");
  expect(await currentMode(file)).toBe("read-write");
  writeFileSync(file, "read-only\n");
  expect(await currentMode(file)).toBe("read-only");
  rmSync(folder, { recursive: true });
});
