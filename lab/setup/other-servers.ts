import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { copyFile, mkdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import type { Recipe } from "./cache-entry.ts";
import { runTool } from "./run-tool.ts";
import { SetupError } from "./setup-error.ts";

const pin = join(import.meta.dirname, "pins/postgres");
const files = ["package.json", "package-lock.json"] as const;
const text = (file: (typeof files)[number]): string => readFileSync(join(pin, file), "utf8");

const pinned = z.object({ dependencies: z.record(z.string(), z.string()) });
const links = z.array(z.object({ source: z.string(), target: z.string() }));

/** Where a host that has them finds the server of one major version, with bin, lib and share. */
export const otherServer = (major: number): string => `/opt/postgresql/${major}`;

/** PostgreSQL of the majors that the image has not, as a layer that lies over it. npm fetches them, and compares their hashes; they are for the scenarios alone, so no other installation has them. */
export const otherServers = (): Recipe => ({
  name: "other-servers",
  title: "PostgreSQL 14, 15, 16 and 18, for the scenario about versions",
  key: createHash("sha256").update(files.map(text).join("\n")).digest("hex").slice(0, 12),
  expectSeconds: 20,
  make: async (directory) => {
    const scratch = join(directory, "building");
    await mkdir(scratch);
    for (const file of files) await copyFile(join(pin, file), join(scratch, file));
    await runTool({ file: "npm", args: ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd: scratch, timeoutSeconds: 10 * 60 }).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw new SetupError("npm could not fetch PostgreSQL's other versions", why, "they are for Linux on x64; let npm on this machine reach its registry, and type the same command again; only the scenario about versions needs them");
    });
    for (const name of Object.keys(pinned.parse(JSON.parse(text("package.json"))).dependencies)) {
      const unpacked = join(scratch, "node_modules", name);
      await linkLibraries(unpacked);
      const place = join(directory, "layer", otherServer(Number(name.replace("postgres-", ""))));
      await mkdir(dirname(place), { recursive: true });
      await rename(join(unpacked, "native"), place);
    }
    await rm(scratch, { recursive: true });
  },
});

/** A package holds no symbolic links: it says in a file which ones there should be, each beside what it points at. */
async function linkLibraries(unpacked: string): Promise<void> {
  for (const { source, target } of links.parse(JSON.parse(await readFile(join(unpacked, "native/pg-symlinks.json"), "utf8")))) {
    await symlink(basename(source), join(unpacked, target));
  }
}
