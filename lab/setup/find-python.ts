import { runTool } from "./run-tool.ts";

/** A Python that can make the environment we need, and its version, like 3.11. */
export type Python = { readonly file: string; readonly version: string };

const OLDEST_MINOR = 11;
const candidates = ["python3", "python3.13", "python3.12", "python3.11"];

/** `ensurepip` comes in a package of its own on Debian, and no environment can be made without it. */
const probe = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])";

/** The first Python on the path that is 3.11 or newer and can make environments. */
export async function findPython(): Promise<Python | undefined> {
  for (const file of candidates) {
    const version = await runTool({ file, args: ["-c", probe], timeoutSeconds: 30 }).catch(() => "");
    if (isNewEnough(version)) return { file, version };
  }
  return undefined;
}

/** Whether a version like 3.11 is one that our Ansible runs on. */
export function isNewEnough(version: string): boolean {
  const [major, minor] = version.split(".").map(Number);
  return major === 3 && minor !== undefined && minor >= OLDEST_MINOR;
}
