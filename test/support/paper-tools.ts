import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "../../scripts/core/commands/command.ts";
import type { CommandResult, Shell } from "../../scripts/ports.ts";

const after = (args: readonly string[], flag: string): string => args[args.indexOf(flag) + 1] ?? "";
const mirrored = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0x5a);

async function allOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const kept: Buffer[] = [];
  for await (const chunk of chunks) kept.push(Buffer.from(chunk));
  return Buffer.concat(kept);
}

/** Tools that do on small files what pg_dump and age do on large ones; the cipher is a toy, and marks what it has made. */
export function paperTools(dump: Readonly<Record<string, string>>, failing: Readonly<Record<string, CommandResult>> = {}) {
  const ran: Command[] = [];
  const shell: Shell = {
    run: async (command, _, { input } = {}) => {
      ran.push(command);
      const { file, args } = command;
      const fails = failing[file];
      if (fails !== undefined && !args.includes("--version")) return fails;
      if (file === "pg_dump" && !args.includes("--version")) {
        const directory = args.find((arg) => arg.startsWith("--file="))?.slice("--file=".length) ?? "";
        await mkdir(directory);
        for (const [name, text] of Object.entries(dump)) await writeFile(join(directory, name), text);
      }
      if (file === "age") {
        const from = input === undefined ? await readFile(args.at(-1) ?? "") : await allOf(input);
        if (args.includes("--encrypt")) await writeFile(after(args, "--output"), Buffer.concat([Buffer.from("age:"), mirrored(from)]));
        else await writeFile(after(args, "--output"), mirrored(from.subarray(4)));
      }
      return { exitCode: 0, stdout: args.includes("--version") ? "pg_dump (PostgreSQL) 17.11" : "", stderr: "" };
    },
  };
  return { shell, ran };
}
