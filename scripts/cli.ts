import yargs from "yargs";
import { UsageError } from "./commands/row.ts";
import { table } from "./commands/table.ts";
import { FailoverError, isExpected } from "./core/errors.ts";
import { Exit, type ExitCode } from "./core/exit.ts";
import { refusal } from "./core/refusal.ts";
import type { World } from "./world.ts";

/** What yargs draws before it begins a command, in case that fails: the whole help. Ours is never shown then, and to draw it takes a tenth of the start. */
type DrawsHelp = { getInternalMethods(): { getUsageInstance(): { cacheHelpMessage: () => void } } };

/** Arguments in, exit code out. Knows nothing of `process`, so a test can call it. */
export async function main(args: readonly string[], world: World): Promise<ExitCode> {
  let code: ExitCode = Exit.ok;
  const cli = yargs([...args])
    .scriptName("failover")
    .usage("$0 <command>\n\nBrings a service back on Google Cloud when AWS is down for long.")
    .option("project", { type: "string", requiresArg: true, describe: "directory with failover.yaml (default: the nearest one upwards)" })
    .option("debug", { type: "boolean", default: false, describe: "show the causes of an error" })
    .strictCommands()
    .strict()
    .demandCommand(1, "Name a command.")
    .recommendCommands()
    .version(false)
    .wrap(80)
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      // What yargs objects to has a message of its own; a command's error has none.
      throw message === null && error !== undefined ? error : new UsageError(message ?? "");
    });
  (cli as unknown as DrawsHelp).getInternalMethods().getUsageInstance().cacheHelpMessage = () => undefined;
  for (const row of table)
    row.register(cli, async (work) => {
      code = await work(world);
    });

  try {
    await cli.parseAsync([...args], {}, (_error: unknown, _argv: unknown, output: string) => {
      if (output !== "") world.print(output);
    });
    return code;
  } catch (error) {
    return explain(error, args, world);
  }
}

/** The one place where errors become text and exit codes. */
function explain(error: unknown, args: readonly string[], world: World): ExitCode {
  const { operator, stop } = world;
  if (error instanceof UsageError) {
    operator.say(`${error.message}\n'${["failover", ...verbIn(args), "--help"].join(" ")}' shows how it is used.`);
    return Exit.usage;
  }
  // A wait that was cut short says only that.
  if (!isExpected(error) && stop.aborted && error instanceof Error && error.name === "AbortError") return explain(new FailoverError("COMMAND_STOPPED", { command: `failover ${args[0] ?? ""}` }), args, world);
  if (!isExpected(error)) {
    operator.say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    operator.say("This is a bug in the kit: nobody foresaw it. The journal is safe; 'failover status' shows where the run stands.");
    return Exit.failed;
  }
  operator.say(refusal(error, args.includes("--debug")));
  return error.advice.exit ?? Exit.refused;
}

/** The command that was typed, if there is one of that name: its own help alone has its options. */
const verbIn = (args: readonly string[]): readonly string[] =>
  args.filter((arg, at) => !arg.startsWith("-") && args[at - 1] !== "--project").slice(0, 1).filter((arg) => table.some(({ verb }) => verb === arg));
