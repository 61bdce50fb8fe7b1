import { readFile } from "node:fs/promises";

/** Whether the shop takes orders. */
export type Mode = "read-only" | "read-write";

/** What a mode file's text means. Anything but a plain "read-write" means read-only: a doubt must not open writes. */
export const modeOf = (text: string): Mode => (text.trim() === "read-write" ? "read-write" : "read-only");

/** The mode that the file says now; a file that is not there says read-only. */
export async function currentMode(path: string): Promise<Mode> {
  try {
    return modeOf(await readFile(path, "utf8"));
  } catch {
    return "read-only";
  }
}
