import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { execa } from "execa";
import { afterEach, beforeEach, expect, test } from "vitest";

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), "bundle-"))));
afterEach(() => rm(directory, { recursive: true, force: true }));

const shared = { bundle: true, platform: "node", format: "esm", legalComments: "none" } as const;
const banner = { js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);' };

test.each(["google-auth-library", "age-encryption", "execa", "yaml", "yargs", "zod"])("%s, bundled, uses nothing that Node has given up", async (name) => {
  const outfile = join(directory, "library.mjs");
  await build({ ...shared, banner, outfile, stdin: { contents: `export * from "${name}";`, resolveDir: import.meta.dirname } });
  const { exitCode, stderr } = await execa(process.execPath, ["--pending-deprecation", "--throw-deprecation", outfile], { reject: false });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
});
