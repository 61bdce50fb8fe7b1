// Bundles the kit twice: as one file, which is what goes onto other hosts, and in parts for this machine,
// where a command loads only what it needs and so starts sooner.
import { build } from "esbuild";

/** zod brings its messages in forty languages; the kit speaks one. */
const englishOnly = {
  name: "english-only",
  setup: ({ onLoad }) => onLoad({ filter: /\/zod\/v4\/locales\/index\.js$/ }, () => ({ contents: 'export { default as en } from "./en.js";' })),
};

const shared = {
  absWorkingDir: import.meta.dirname,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  legalComments: "none",
  logLevel: "warning",
  plugins: [englishOnly],
  // Some packages are CommonJS and call require() for Node's own modules; a module has none by itself.
  banner: { js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);' },
};

await build({ ...shared, entryPoints: ["scripts/bin.ts"], outfile: "dist/failover.mjs" });

// Parts are named by what they hold, and those of earlier builds stay: a run under way may still ask for one.
await build({ ...shared, entryPoints: { start: "scripts/bin.ts" }, outdir: "dist", splitting: true, outExtension: { ".js": ".mjs" }, chunkNames: "parts/[name]-[hash]" });
