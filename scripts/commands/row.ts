import type { Argv, InferredOptionTypes, Options, PositionalOptions } from "yargs";
import type { ExitCode } from "../core/exit.ts";
import type { World } from "../world.ts";

/** What every command accepts. */
export type Globals = { readonly project: string | undefined; readonly debug: boolean };

export type Handler<Own = object> = (options: Own & Globals, world: World) => Promise<ExitCode>;

/** One command of the table: cheap to list, loaded only when typed. */
export type Row = {
  readonly verb: string;
  readonly register: (cli: Argv<Globals>, act: (work: (world: World) => Promise<ExitCode>) => Promise<void>) => void;
};

/** The command was not typed as the kit understands it. */
export class UsageError extends Error {}

/** Puts a command into the table; an option that the command's pattern names in `<>` or `[]` is positional; `false` hides it. */
export const row = <O extends Readonly<Record<string, Options>>>(
  command: string,
  describe: string | false,
  options: O,
  load: () => Promise<{ readonly handler: Handler<InferredOptionTypes<O>> }>,
): Row => ({
  verb: command.replace(/ .*/, ""),
  register: (cli, act) => {
    cli.command({
      command,
      describe,
      builder: (yargs: Argv<Globals>) =>
        Object.entries(options).reduce((built, [name, option]) => {
          if (command.includes(`<${name}>`) || command.includes(`[${name}]`)) return built.positional(name, option as PositionalOptions);
          return built.option(name, takesOne(option) ? { requiresArg: true, ...option } : option);
        }, yargs),
      // yargs has parsed them as `options` says; that their types follow from it is lost on the way through the table.
      handler: (parsed) =>
        act(async (world) => {
          refuseMistyped(parsed, { ...options, project: { type: "string" } });
          return (await load()).handler(parsed as unknown as InferredOptionTypes<O> & Globals, world);
        }),
    });
  },
});

const takesOne = ({ type, array, choices }: Options): boolean => array !== true && type !== "array" && type !== "boolean" && (type !== undefined || choices !== undefined);

/** yargs makes a list of an option given twice, and NaN of a number that is none: no command expects either. */
function refuseMistyped(parsed: Readonly<Record<string, unknown>>, options: Readonly<Record<string, Options>>): void {
  for (const [name, option] of Object.entries(options)) {
    if (takesOne(option) && Array.isArray(parsed[name])) throw new UsageError(`--${name} can be given once only`);
    if (Number.isNaN(parsed[name])) throw new UsageError(`--${name} wants a number`);
  }
}
