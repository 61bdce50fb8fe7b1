import { FailoverError } from "../core/errors.ts";

/** Turns a refusal of the file system (rights, space, a directory in the way) into advice; passes every other error on. */
export const fileTrouble =
  (path: string) =>
  (error: unknown): never => {
    if (error instanceof Error && "syscall" in error) throw new FailoverError("FILE_UNUSABLE", { path, reason: error.message }, { cause: error });
    throw error;
  };
