import type { Operator } from "./operator.ts";
import type { Said } from "./stage.ts";

/** The same operator, with all that their commands print kept in this list. */
export function overheard(operator: Operator, said: Said[]): Operator {
  const start: Operator["start"] = (argv, options) => {
    const started = operator.start(argv, options);
    const ended = started.ended.then((result) => {
      said.push({ operator: operator.name, argv, stdout: result.stdout, stderr: result.stderr });
      return result;
    });
    return { ...started, ended };
  };
  return { ...operator, start, operate: (argv, options) => start(argv, options).ended };
}
