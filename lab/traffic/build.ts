import { join } from "node:path";
import { build } from "esbuild";

/** Bundles the traffic client into one file that needs nothing but Node. */
export async function buildTraffic(outfile: string): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, "main.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "warning",
  });
}
