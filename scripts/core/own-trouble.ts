/** What programs and PostgreSQL say when the machine they run on is at fault, and not what they read. Rights within a database are not of these. */
const ofMachine =
  /no space left on device|disk quota exceeded|read-only file system|input\/output error|file too large|too many open files|cannot allocate memory|out of (shared )?memory|permission denied(?! (?:for|to)\b|: ")|connection to server|server closed the connection|terminating connection|canceling statement due to user request|deadlock detected|the database system is/i;
/** These prepare the machine and read nothing of a backup. */
const toolsOfMachine = /^'(?:systemctl|nproc|chown|sh) /;
/** As a program tells that stands before another: that one could not be started, or a signal ended it, as where memory runs out. */
const endedFromOutside = /^'[^]*?' exited (?:12[6-9]|1[3-9]\d|2\d\d)\b/;
const ofBackup: readonly string[] = ["BACKUP_DAMAGED", "MANIFEST_UNREADABLE"];

/** Whether these last words of a program are about its machine. */
export const isOwnTrouble = (words: string): boolean => ofMachine.test(words);

/** Whether a restore's failure says something about the backup: a store that is silent, or a full disk, does not. */
export const speaksOfBackup = ({ code, what }: { readonly code?: string | undefined; readonly what: string }): boolean =>
  code === undefined || ofBackup.includes(code) || (code === "COMMAND_FAILED" && !isOwnTrouble(what) && !toolsOfMachine.test(what) && !endedFromOutside.test(what));
