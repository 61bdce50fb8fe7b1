import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { alternate } from "../alternate.ts";
import { compare } from "../comparison.ts";
import { writeFinishedRun } from "../finished-run.ts";
import { runProgram } from "../run-program.ts";
import type { Result, Suite } from "../suite.ts";

const kit = join(import.meta.dirname, "../..");
const program = join(kit, "bin/failover");
const ROUNDS = 21;

/** How soon a command answers, against a Node that does nothing. */
export const suite: Suite = {
  about: "how much longer than 'node -e 0' a command takes that only reads: --help, and the status of a finished run",
  run: async (say) => {
    await runProgram("node", ["build.mjs"], kit);
    const project = await mkdtemp(join(tmpdir(), "failover-bench-"));
    try {
      await writeFinishedRun(project);
      const result = async (id: string, args: readonly string[]): Promise<Result> => {
        const measured = `failover ${args.join(" ")}`;
        say(`${id}: '${measured}', ${ROUNDS} rounds`);
        const rounds = await alternate(() => ran(program, args, project), () => ran("node", ["-e", "0"], project), ROUNDS);
        return { id, measured, against: "node -e 0", ...compare(rounds) };
      };
      return [await result("start/help", ["--help"]), await result("start/status", ["status", ...(await local(project))])];
    } finally {
      await rm(project, { recursive: true, force: true });
    }
  },
};

const ran = async (file: string, args: readonly string[], cwd: string): Promise<void> => void (await runProgram(file, args, cwd));

/** Where status can be kept from asking other places, it is: a network has no business in this number. */
async function local(project: string): Promise<readonly string[]> {
  return (await runProgram(program, ["status", "--help"], project)).includes("--local") ? ["--local"] : [];
}
