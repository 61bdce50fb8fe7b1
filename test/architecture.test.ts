import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { cycleIn } from "./architecture/cycles.ts";
import { labWordIn } from "./architecture/lab-words.ts";
import { forbiddenImports, impurityIn } from "./architecture/layers.ts";
import { filesBelow, sourceOf, sourcesBelow } from "./architecture/source-tree.ts";

const MOST_LINES = 250;
const sources = sourcesBelow(["infra", "scripts", "lab", "bench"]);
const offending = <T>(found: readonly (readonly [string, T])[], isFine: (value: T) => boolean) => found.filter(([, value]) => !isFine(value));

describe("the sources", () => {
  test("import only what the table allows", () => {
    expect(offending(sources.map((s) => [s.file, forbiddenImports(s)]), (targets) => targets.length === 0)).toEqual([]);
  });

  test("are pure where the table says so", () => {
    expect(offending(sources.map((s) => [s.file, impurityIn(s)]), (word) => word === undefined)).toEqual([]);
  });

  test("import one another in one direction only", () => {
    expect(cycleIn(sources)).toEqual([]);
  });

  test("fit in one reading each", () => {
    const files = filesBelow(["infra", "scripts", "lab", "bench", "test", "ansible"], /\.(ts|mjs|yml|j2|sh)$/);
    expect(offending(files.map((f) => [f, readFileSync(f, "utf8").split("\n").length]), (lines) => lines <= MOST_LINES)).toEqual([]);
  });

  test("of the kit never speak of the lab", () => {
    const files = filesBelow(["infra", "scripts", "ansible"], /\.[a-z0-9]+$/);
    expect(offending(files.map((f) => [f, labWordIn(readFileSync(f, "utf8"))]), (line) => line === undefined)).toEqual([]);
  });
});

describe("the rules", () => {
  test.each<[string, string, string, readonly string[]]>([
    ["a step may use a port", "scripts/steps/a.ts", `import type { Shell } from "../ports.ts";`, []],
    ["a step may not use an adapter", "scripts/steps/a.ts", `import { x } from "../adapters/shell.ts";`, ["scripts/adapters/shell.ts"]],
    ["core may read the outputs' shape", "scripts/core/a.ts", `import { z } from "zod";\nimport type { Dns } from "../../infra/outputs.ts";`, []],
    ["core may not start a program", "scripts/core/a.ts", `import { execa } from "execa";`, ["execa"]],
    ["the kit may not import the lab, not even lazily", "scripts/adapters/a.ts", `await import("../../lab/place.ts");`, ["lab/place.ts"]],
    ["the lab may not import the kit", "lab/a.ts", `import { x } from "../scripts/core/exit.ts";`, ["scripts/core/exit.ts"]],
    ["the lab may import the outputs' shape", "lab/a.ts", `import type { Dns } from "../infra/outputs.ts";\nimport { execa } from "execa";`, []],
    ["infra may use Pulumi and nothing of the kit", "infra/a.ts", `import "@pulumi/aws/s3/index.js";\nimport "../scripts/ports.ts";`, ["scripts/ports.ts"]],
    ["an import in a comment is none", "scripts/core/a.ts", `// import { execa } from "execa";\n/* from "execa" */`, []],
    ["a file outside every layer is refused", "scripts/stray.ts", "", ["no layer claims scripts/stray.ts"]],
  ])("%s", (_, file, text, expected) => {
    expect(forbiddenImports(sourceOf(file, text))).toEqual(expected);
  });

  test.each([
    ["scripts/core/a.ts", "const at = Date.now();", "Date.now("],
    ["scripts/steps/a.ts", "process.env.HOME", "process."],
    ["scripts/steps/a.ts", "/** Never reads process.env. */", undefined],
    ["scripts/adapters/a.ts", "Date.now()", undefined],
  ])("%s with '%s' touches the world by: %s", (file, text, expected) => {
    expect(impurityIn(sourceOf(file, text))).toBe(expected);
  });

  test("a ring of imports is found, a diamond is none", () => {
    const source = (file: string, ...imports: string[]) => sourceOf(file, imports.map((name) => `import "./${name}";`).join("\n"));
    const diamond = [source("a.ts", "b.ts", "c.ts"), source("b.ts", "d.ts"), source("c.ts", "d.ts"), source("d.ts")];
    expect(cycleIn(diamond)).toEqual([]);
    expect(cycleIn([...diamond.slice(0, 3), source("d.ts", "b.ts")])).toEqual(["b.ts", "d.ts", "b.ts"]);
  });

  test.each([
    ["endpoint: http://198.51.100.20:4443", true],
    ["// only in the lab", true],
    ["import x from '../lab/place.ts'", true],
    ["label, available, collaborate, motor", false],
  ])("'%s' speaks of the lab: %s", (line, speaks) => {
    expect(labWordIn(line) !== undefined).toBe(speaks);
  });
});
