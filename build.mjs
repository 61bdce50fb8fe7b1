// Bundles the kit into one file: it starts three times faster, and it is what goes onto other hosts.
import { build } from "esbuild";

await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: ["scripts/bin.ts"],
  outfile: "dist/failover.mjs",
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  legalComments: "none",
  logLevel: "warning",
  // Some packages are CommonJS and call require() for Node's own modules; a module has none by itself.
  banner: { js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);' },
});
