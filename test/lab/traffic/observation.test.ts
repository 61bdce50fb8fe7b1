import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { observationsIn, type Observation } from "../../../lab/traffic/observation.ts";
import { recorderTo } from "../../../lab/traffic/recorder.ts";

const one: Observation = { kind: "resolved", at: "2026-11-23T08:00:00.000Z", name: "direct.shop.example.com", addresses: ["192.0.2.1"], ttlSeconds: 60 };
const line = `${JSON.stringify(one)}\n`;

test("what is recorded can be read back, appended to what was there", () => {
  const folder = mkdtempSync(join(tmpdir(), "traffic-"));
  const file = join(folder, "observations.jsonl");
  for (let i = 0; i < 2; i += 1) {
    const recorder = recorderTo(file);
    recorder.record(one);
    recorder.close();
  }
  expect(observationsIn(readFileSync(file, "utf8"))).toEqual([one, one]);
  rmSync(folder, { recursive: true });
});

test("a torn last line is left out", () => {
  expect(observationsIn(`${line}${line.slice(0, 30)}`)).toEqual([one]);
  expect(observationsIn("")).toEqual([]);
});

test.each([
  ["an unknown kind", { ...one, kind: "guessed" }],
  ["a time without milliseconds", { ...one, at: "2026-11-23T08:00:00Z" }],
  ["a field too many", { ...one, mood: "good" }],
])("%s is not an observation", (_, wrong) => {
  expect(() => observationsIn(`${JSON.stringify(wrong)}\n${line}`)).toThrow();
});
