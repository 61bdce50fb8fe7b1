import { join } from "node:path";
import { COPIES_FILE, copiesSchema, type Copy } from "../../core/book/copies.ts";
import { FailoverError } from "../../core/errors.ts";
import { problemsOf } from "../../core/problems.ts";
import type { Files } from "../../ports.ts";
import type { Project } from "../project.ts";

/** What is wrong with the list, or the copies it names. */
function read(text: string): { readonly copies: readonly Copy[] } | { readonly problems: readonly string[] } {
  try {
    const { data, error } = copiesSchema.safeParse(JSON.parse(text));
    return error === undefined ? data : { problems: problemsOf(error) };
  } catch {
    return { problems: ["it is not JSON"] };
  }
}

/** Who has the book; nobody where there is no list. Throws COPIES_UNREADABLE. */
export async function readCopies({ directory }: Pick<Project, "directory">, files: Files): Promise<readonly Copy[]> {
  const text = await files.read(join(directory, COPIES_FILE));
  const found = text === undefined ? { copies: [] } : read(text);
  if ("problems" in found) throw new FailoverError("COPIES_UNREADABLE", { file: COPIES_FILE, problems: found.problems });
  return found.copies;
}

/** Keeps the list, sorted, so that its changes read well. */
export async function writeCopies({ directory }: Pick<Project, "directory">, files: Files, copies: readonly Copy[]): Promise<void> {
  const sorted = copies.toSorted((a, b) => `${a.person} ${a.place}`.localeCompare(`${b.person} ${b.place}`, "en"));
  await files.write(join(directory, COPIES_FILE), `${JSON.stringify({ schema: "failover-kit/plan-copies/1", copies: sorted }, null, 2)}\n`, 0o644);
}
