import { readFile } from "node:fs/promises";

const STATE = 0;
const START = 19;

/** Whether a process still does anything: one that ended and was not collected by its parent does not. */
export async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
  }
  return (await field(pid, STATE)) !== "Z";
}

/** When a process began, in the kernel's count, for process ids are used again. Empty where the system does not tell. */
export const startOf = (pid: number): Promise<string> => field(pid, START);

async function field(pid: number, index: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // Its second field is the program's name, which may hold spaces and brackets.
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[index] ?? "";
}
