import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

/** The packages that get a stand-in; each stands in for exactly the version of the SDK in use. */
export const standInPackages = ["aws", "gcp", "cloudflare"] as const;

/** Bundles the stand-in provider and registers it with the lab's own Pulumi home, once for each package. */
export async function installPlugins(labDirectory: string, clone: string): Promise<void> {
  const bundle = join(labDirectory, "plugins", "standin.cjs");
  await build({
    entryPoints: [join(import.meta.dirname, "provider.ts")],
    outfile: bundle,
    bundle: true,
    minify: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    logLevel: "error",
  });
  await Promise.all(standInPackages.map((pkg) => register(pkg, bundle, labDirectory, clone)));
}

async function register(pkg: string, bundle: string, labDirectory: string, clone: string): Promise<void> {
  const sdkDirectory = join(clone, "node_modules", "@pulumi", pkg);
  const { version } = JSON.parse(await readFile(join(sdkDirectory, "package.json"), "utf8")) as { version: string };
  const directory = join(labDirectory, "pulumi-home", "plugins", `resource-${pkg}-v${version}`);
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const shim = pluginShim({ node: process.execPath, bundle, pkg, version, sdkDirectory, defaultSocket: join(labDirectory, "daemon.sock") });
  await writeFile(join(directory, `pulumi-resource-${pkg}`), shim, { mode: 0o755 });
}

type Shim = { node: string; bundle: string; pkg: string; version: string; sdkDirectory: string; defaultSocket: string };

/** The executable the engine starts: a shell script that becomes Node with the bundle. */
export function pluginShim({ node, bundle, pkg, version, sdkDirectory, defaultSocket }: Shim): string {
  const quoted = [node, bundle, pkg, version, sdkDirectory].map(quote).join(" ");
  return `#!/bin/sh\nsocket=${quote(defaultSocket)}\nexec ${quoted} "\${FAILOVER_LAB_SOCKET:-$socket}"\n`;
}

const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
