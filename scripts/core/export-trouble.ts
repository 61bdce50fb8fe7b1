import { FailoverError, isExpected, type Code } from "./errors.ts";

/** What the system says, by itself or through pg_dump and age, of a disk that takes no more. */
const full = /no space left on device|disk quota exceeded/i;
const fullCodes: readonly unknown[] = ["ENOSPC", "EDQUOT"];
/** These speak of a run. */
const ofCommand: readonly Code[] = ["COMMAND_FAILED", "COMMAND_KILLED", "COMMAND_TIMED_OUT"];

/** An export is no run that could be resumed: what broke it off is told with what to type again. */
export function exportTrouble(error: unknown, spool: string): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const isOfCommand = isExpected(error) && ofCommand.includes(error.code);
  if (fullCodes.includes(code) || (isOfCommand && full.test(error.message))) return new FailoverError("EXPORT_SPOOL_FULL", { spool }, { cause: error });
  return isOfCommand ? new FailoverError("EXPORT_BROKE_OFF", { what: error.advice.what }, { cause: error }) : error;
}
