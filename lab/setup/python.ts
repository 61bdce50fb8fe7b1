import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Recipe } from "./cache-entry.ts";
import type { Python } from "./find-python.ts";
import { runTool } from "./run-tool.ts";

const requirements = join(import.meta.dirname, "pins/python/requirements.txt");

/** A Python environment with Ansible and moto, every package pinned with its hash. */
export const pythonEnvironment = ({ file, version }: Python): Recipe => ({
  name: "python",
  title: "Python environment with Ansible and moto",
  key: createHash("sha256").update(version).update(readFileSync(requirements)).digest("hex").slice(0, 12),
  expectSeconds: 45,
  make: async (directory, finalDirectory) => {
    await runTool({ file, args: ["-m", "venv", "--prompt", "failover-kit", directory], timeoutSeconds: 120 });
    await runTool({
      file: join(directory, "bin/python"),
      args: ["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--require-hashes", "--only-binary=:all:", "-r", requirements],
      timeoutSeconds: 10 * 60,
    });
    await renameInside(join(directory, "bin"), directory, finalDirectory);
  },
});

/** The scripts of an environment name their own interpreter by its full path, which moves. */
async function renameInside(bin: string, from: string, to: string): Promise<void> {
  for (const { name } of (await readdir(bin, { withFileTypes: true })).filter((entry) => entry.isFile())) {
    const file = join(bin, name);
    const bytes = await readFile(file);
    if (!bytes.includes(from)) continue;
    await writeFile(`${file}.new`, bytes.toString("utf8").replaceAll(from, to), { mode: 0o755 });
    await rename(`${file}.new`, file);
  }
}
