import { catalogue, FailoverError, type Code } from "../../scripts/core/errors.ts";
import { Exit, type ExitCode } from "../../scripts/core/exit.ts";
import { refusal } from "../../scripts/core/refusal.ts";
import { errorExamples } from "./error-examples.ts";

const meanings: Readonly<Record<keyof typeof Exit, string>> = {
  ok: "Done, or already as it should be.",
  failed: "The kit tried and did not succeed. Mend the cause and type the same command again; finished steps are not repeated.",
  usage: "The command was not typed as the kit understands it. Nothing was done.",
  refused: "The kit chose not to act. Nothing was changed by what it refused.",
  stopped: "The run is open and stands still: a person must decide, or asked it to stop.",
  notReady: "A failover now would not go as the plan says.",
};

/** Each code of the table, in the order of the alphabet. */
export const codes = (Object.keys(catalogue) as Code[]).toSorted();

/** The error that the example facts make of a code. */
export const exampleOf = <C extends Code>(code: C): FailoverError => new FailoverError(code, errorExamples[code]);

const nameOf = (exit: ExitCode): string => Object.entries(Exit).find(([, code]) => code === exit)?.[0].replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`) ?? "";

const meaningOf = (exit: ExitCode): string => Object.entries(meanings).find(([name]) => Exit[name as keyof typeof Exit] === exit)?.[1] ?? "";

function section(code: Code): string {
  const error = exampleOf(code);
  const exit = error.advice.exit ?? Exit.refused;
  return [`## ${code}`, "", "```text", refusal(error, false), "```", "", `Exit code ${exit} (${nameOf(exit)}). ${meaningOf(exit)}`].join("\n");
}

/** `docs/errors.md`: the exit codes, and every error as a person reads it. */
export const errorsPage = (): string =>
  [
    "# Errors",
    "",
    "Made from the table in `scripts/core/errors/` with the examples in `test/support/error-examples.ts`; to renew it, type",
    "`npx vitest run test/core/errors-doc.test.ts -u`.",
    "",
    "An error says what happened, why it stops the kit, and what to type or look at next. Codes never change, wording may:",
    "a script branches on the exit code or on the code that begins the text. `--debug` shows what caused an error.",
    "Names, paths and figures below are examples.",
    "",
    "| exit code | name | what it means |",
    "|---|---|---|",
    ...Object.values(Exit).map((exit) => `| ${exit} | ${nameOf(exit)} | ${meaningOf(exit)} |`),
    "",
    `What is no error of this table is a bug in the kit: it is printed with its stack and exits ${Exit.failed}.`,
    "",
    ...codes.flatMap((code) => [section(code), ""]),
  ].join("\n");
