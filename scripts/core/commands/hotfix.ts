import { join } from "node:path";
import type { Command } from "./command.ts";

const SECONDS = 60;
const MINUTE = 60;

/** Which commit a name of a repository's means; fails if it has none of that name. */
export const resolveCommit = (repository: string, ref: string): Command => ({ file: "git", args: ["-C", repository, "rev-parse", "--verify", "--end-of-options", `${ref}^{commit}`], timeoutSeconds: SECONDS });

/** A fresh copy of one commit; what an earlier attempt left there goes first. */
export const freshCopy = (repository: string, commit: string, directory: string): readonly Command[] => [
  { file: "rm", args: ["-rf", "--", directory], timeoutSeconds: SECONDS },
  { file: "git", args: ["-C", repository, "worktree", "prune"], timeoutSeconds: SECONDS },
  { file: "git", args: ["-C", repository, "worktree", "add", "--force", "--detach", directory, commit], timeoutSeconds: 5 * MINUTE },
];

/** The company's own build, in that copy. */
export const buildIn = (directory: string, command: string, limitMinutes: number): Command => ({ file: "sh", args: ["-c", command], cwd: directory, timeoutSeconds: limitMinutes * MINUTE });

/** Gives the copy back to the repository. */
export const removeCopy = (repository: string, directory: string): Command => ({ file: "git", args: ["-C", repository, "worktree", "remove", "--force", directory], timeoutSeconds: SECONDS });

/** A file's SHA-256 in hex, then its name. */
export const sha256Of = (path: string): Command => ({ file: "openssl", args: ["dgst", "-sha256", "-r", path], timeoutSeconds: 5 * MINUTE });

/** Puts a file where only its owner may read it, making the directory. */
export const keepFile = (from: string, to: string): readonly Command[] => [
  { file: "mkdir", args: ["-p", "-m", "700", join(to, "..")], timeoutSeconds: SECONDS },
  { file: "cp", args: ["--", from, to], timeoutSeconds: 5 * MINUTE },
  { file: "chmod", args: ["600", to], timeoutSeconds: SECONDS },
];

/** How large a file is, in bytes. */
export const sizeOf = (path: string): Command => ({ file: "wc", args: ["-c", path], timeoutSeconds: SECONDS });
