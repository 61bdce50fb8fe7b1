/** What programs and PostgreSQL say when the machine they run on is at fault, and not what they read. Rights within a database are not of these. */
const ofMachine =
  /no space left on device|disk quota exceeded|read-only file system|input\/output error|file too large|too many open files|cannot allocate memory|out of (shared )?memory|permission denied(?! (?:for|to) |: ")|connection to server|server closed the connection|terminating connection|the database system is/i;
const ofBackup: readonly string[] = ["BACKUP_DAMAGED", "MANIFEST_UNREADABLE"];

/** Whether these last words of a program are about its machine. */
export const isOwnTrouble = (words: string): boolean => ofMachine.test(words);

/** Whether a restore's failure says something about the backup: a store that is silent, or a full disk, does not. */
export const speaksOfBackup = ({ code, what }: { readonly code?: string | undefined; readonly what: string }): boolean =>
  code === undefined || ofBackup.includes(code) || (code === "COMMAND_FAILED" && !isOwnTrouble(what));
