/** What one draws on: how many columns it has, and whether it shows more than ASCII. */
export type Paper = { readonly columns: number; readonly unicode: boolean };

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether this environment's character set is UTF-8: POSIX asks the first of these three that is set, and without any of them it is plain ASCII. */
export function showsUnicode(env: Environment): boolean {
  const locale = ["LC_ALL", "LC_CTYPE", "LANG"].map((name) => env[name]).find((value) => value !== undefined && value !== "");
  return /utf-?8/i.test(locale ?? "");
}

/** What stands for text that was cut off. */
export const ellipsisFor = (env: Environment): string => (showsUnicode(env) ? "…" : "...");
