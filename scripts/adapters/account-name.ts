import { userInfo } from "node:os";

/** Who this process runs as; a container may give it a number that no account has. */
export function accountName(ask: () => string = () => userInfo().username): string {
  try {
    return ask();
  } catch {
    return `uid-${process.getuid?.() ?? "unknown"}`;
  }
}
