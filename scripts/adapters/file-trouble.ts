import { FailoverError } from "../core/errors.ts";

const reasons: Readonly<Record<string, string>> = {
  EACCES: "this user may not",
  EPERM: "this user may not",
  EROFS: "its disk is mounted read-only",
  ENOSPC: "its disk is full",
  EDQUOT: "this user's share of its disk is used up",
  EFBIG: "it would be larger than this user's files may be",
  EIO: "its disk does not work as it should",
  EISDIR: "it is a directory",
  ENOTDIR: "it is no directory",
  EMFILE: "this process may not open more files",
  ENFILE: "this machine may not open more files",
};

/** In words what the file system said. */
export const reasonOf = (error: Error & { readonly code?: unknown }): string => reasons[String(error.code)] ?? error.message;

/** Turns a refusal of the file system (rights, space, a directory in the way) into advice; passes every other error on. */
export const fileTrouble =
  (path: string) =>
  (error: unknown): never => {
    if (error instanceof Error && "syscall" in error) throw new FailoverError("FILE_UNUSABLE", { path, reason: reasonOf(error) }, { cause: error });
    throw error;
  };

/** The same beside a connection, whose errors look alike: only what no connection says. */
export const diskTrouble =
  (path: string) =>
  (error: unknown): never => {
    if (error instanceof Error && String((error as { readonly code?: unknown }).code) in reasons) return fileTrouble(path)(error);
    throw error;
  };
