import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, type Metafile } from "esbuild";
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

test("bundled, the kit signs in at Google: whoever has no credential is told so, and of nothing else", async () => {
  const contents = `import { objectStore } from "./scripts/adapters/object-store.ts";
await objectStore({}).look("bucket", "name").catch(({ message }) => console.log(message));`;
  await build({ ...shared, banner, outdir: directory, splitting: true, stdin: { contents, resolveDir: process.cwd(), sourcefile: "asks.ts", loader: "ts" } });
  const { stdout, stderr } = await execa(process.execPath, [join(directory, "stdin.js")], { reject: false, env: { GOOGLE_APPLICATION_CREDENTIALS: join(directory, "nobody.json") } });
  expect(stderr).toBe("");
  expect(stdout).toMatch(/STORE_NOT_SIGNED_IN.*nobody\.json/s);
});

/** Everything that is loaded with this part before it does anything. */
function loadedWith(outputs: Metafile["outputs"], part: string, seen = new Set<string>()): ReadonlySet<string> {
  const output = outputs[part];
  if (output === undefined || seen.has(part)) return seen;
  seen.add(part);
  for (const { path, kind } of output.imports) if (kind === "import-statement") loadedWith(outputs, path, seen);
  return seen;
}

test("what runs on other hosts loads no cloud's SDK before it needs one", async () => {
  const { metafile } = await build({ ...shared, banner, entryPoints: { start: "scripts/bin.ts" }, outdir: directory, splitting: true, write: false, metafile: true });
  const parts = Object.keys(metafile.outputs);
  const sdksOf = (name: string): readonly string[] => {
    const part = parts.find((path) => new RegExp(`/${name}(-[A-Z0-9]{8})?\\.js$`).test(path));
    expect(part, name).toBeDefined();
    const inputs = [...loadedWith(metafile.outputs, part ?? "")].flatMap((path) => Object.keys(metafile.outputs[path]?.inputs ?? {}));
    return inputs.filter((path) => /node_modules\/(@aws-sdk|@smithy|@redis)\//.test(path));
  };
  expect(sdksOf("rds-client")).not.toEqual([]);
  for (const name of ["start", "export", "agent-restore-begin", "agent-restore", "agent-verify", "object-store", "sql", "shell", "disk", "rds"]) expect(sdksOf(name), name).toEqual([]);
});
