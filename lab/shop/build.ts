import { join } from "node:path";
import { build } from "esbuild";

// pg and redis are CommonJS and ask for Node's own modules by `require`, which an ES module does not have.
const banner = `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`;

/** Bundles the shop into one file that needs nothing but Node. */
export async function buildShop(outfile: string): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, "main.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: ["pg-native"],
    banner: { js: banner },
    logLevel: "warning",
  });
}
