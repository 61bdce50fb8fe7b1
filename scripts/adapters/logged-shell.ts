import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { show } from "../core/commands/command.ts";
import { lineByLine } from "../core/secret-shapes.ts";
import type { Shell } from "../ports.ts";
import type { SecretRegistry } from "./secret-registry.ts";

/** The same shell, keeping each command and every line it says in a file that only its owner may read. Secrets are covered in it. */
export const loggedShell = (shell: Shell, path: string, now: () => Date, secrets: Pick<SecretRegistry, "cover" | "ready">): Shell => ({
  run: async (command, onLine, meanwhile) => {
    await secrets.ready();
    const covered = lineByLine(secrets.cover);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 }).catch(() => undefined);
    const log = createWriteStream(path, { flags: "a", mode: 0o600 });
    const write = (line: string) => log.write(`${now().toISOString()} ${covered(line)}\n`);
    // A log that cannot be written is no reason to stop a recovery.
    log.on("error", () => undefined);
    write(`$ ${show(command)}`);
    try {
      const result = await shell.run(
        command,
        (line) => {
          write(line);
          onLine?.(line);
        },
        meanwhile,
      );
      write(`exit ${result.exitCode}`);
      return result;
    } catch (error) {
      write(String(error));
      throw error;
    } finally {
      await new Promise<void>((closed) => log.end(closed));
    }
  },
});
