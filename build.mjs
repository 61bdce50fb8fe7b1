// Bundles the kit in parts, so that a command loads only what it needs and starts sooner; and puts the same parts into
// one file, which is what goes onto other hosts.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { build } from "esbuild";

/** zod brings its messages in forty languages; the kit speaks one. */
const englishOnly = {
  name: "english-only",
  setup: ({ onLoad }) => onLoad({ filter: /\/zod\/v4\/locales\/index\.js$/ }, () => ({ contents: 'export { default as en } from "./en.js";' })),
};

/** string-width makes tables of all of Unicode as it is loaded: 25 ms of processor time before any command begins. They are made when first asked for instead. */
const madeWhenAsked = {
  name: "made-when-asked",
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/string-width\/index\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8")
        .replace("const segmenter = new Intl.Segmenter();", "let graphemes; const segmenter = { segment: text => (graphemes ??= new Intl.Segmenter()).segment(text) };")
        .replace(/const (\w+) = (\/\^\\p\{RGI_Emoji\}\$\/v);/, "let made_$1; const $1 = { test: text => (made_$1 ??= $2).test(text) };"),
    })),
};

const shared = {
  absWorkingDir: import.meta.dirname,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  legalComments: "none",
  logLevel: "warning",
  plugins: [englishOnly, madeWhenAsked],
  // It reads fonts and tables that lie beside its code; only an operator's machine, which has the clone, makes PDF files.
  external: ["pdfmake"],
  // Some packages are CommonJS and call require() for Node's own modules; a module has none by itself.
  banner: { js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);' },
};

// Parts are named by what they hold, and those of earlier builds stay: a run under way may still ask for one.
const { outputFiles } = await build({ ...shared, write: false, entryPoints: { start: "scripts/bin.ts" }, outdir: "dist", splitting: true, outExtension: { ".js": ".mjs" }, chunkNames: "parts/[name]-[hash]" });

const dist = `${import.meta.dirname}/dist`;
/** Whoever reads it meanwhile has the old one or the new one, never half of one; the same again is not written. */
function replace(path, contents) {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, contents);
  renameSync(unfinished, path);
}

// What asks for parts goes last.
const isStart = ({ path }) => path.endsWith("/start.mjs");
for (const { path, contents } of [...outputFiles.filter((file) => !isStart(file)), ...outputFiles.filter(isStart)]) replace(path, contents);

const files = outputFiles.map(({ path }) => relative(dist, path)).sort();
const unfinished = `failover.${process.pid}.tar`;
execFileSync("tar", ["--create", `--file=${unfinished}`, "--owner=0", "--group=0", "--mode=u=rwX,go=rX", "--transform=s,^,failover/,", "--files-from=-"], { cwd: dist, input: files.join("\n") });
renameSync(`${dist}/${unfinished}`, `${dist}/failover.tar`);
