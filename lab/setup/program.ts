import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The full path of a program that can be run here, or undefined. */
export function find(program: string): string | undefined {
  const directories = (process.env["PATH"] ?? "").split(delimiter);
  return directories.map((directory) => join(directory, program)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
