/** The environment variable by which every process of a run is found again: `<run>.<holder>`. Grandchildren inherit it. */
export const HOLDER_VARIABLE = "FAILOVER_HOLDER";

/** The same for one command, so that what it left behind can be ended without touching its neighbours. */
export const COMMAND_VARIABLE = "FAILOVER_COMMAND";

/** Which processes are meant: those whose variable has this value or, where it says so, begins with it. */
export type Mark = { readonly variable: string; readonly value: string; readonly match: "whole" | "prefix" };

/** All that one holder started. */
export const ofHolder = (mark: string): Mark => ({ variable: HOLDER_VARIABLE, value: mark, match: "whole" });

/** All that any holder of a run ever started on this machine. */
export const ofRun = (run: string): Mark => ({ variable: HOLDER_VARIABLE, value: `${run}.`, match: "prefix" });

/** All that one command started. */
export const ofCommand = (id: string): Mark => ({ variable: COMMAND_VARIABLE, value: id, match: "whole" });

/** Whether an environment, as the kernel shows it, bears the mark, another one of its kind, or none. */
export function bearing(environment: string, { variable, value, match }: Mark): "this" | "another" | "none" {
  const entry = environment.split("\0").find((text) => text.startsWith(`${variable}=`));
  if (entry === undefined) return "none";
  const found = entry.slice(variable.length + 1);
  return (match === "whole" ? found === value : found.startsWith(value)) ? "this" : "another";
}
