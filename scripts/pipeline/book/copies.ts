import { join } from "node:path";
import { COPIES_FILE, copiesSchema, type Copy } from "../../core/book/copies.ts";
import { FailoverError } from "../../core/errors.ts";
import { readJson } from "../../core/parse-untrusted.ts";
import type { Files } from "../../ports.ts";
import type { Project } from "../project.ts";

/** Who has the book; nobody where there is no list. Throws COPIES_UNREADABLE. */
export async function readCopies({ directory }: Pick<Project, "directory">, files: Files): Promise<readonly Copy[]> {
  const text = await files.read(join(directory, COPIES_FILE));
  if (text === undefined) return [];
  const list = readJson(copiesSchema, text);
  if ("problems" in list) throw new FailoverError("COPIES_UNREADABLE", { file: COPIES_FILE, problems: list.problems });
  return list.value.copies;
}

/** Keeps the list, sorted, so that its changes read well. */
export async function writeCopies({ directory }: Pick<Project, "directory">, files: Files, copies: readonly Copy[]): Promise<void> {
  const sorted = copies.toSorted((a, b) => `${a.person} ${a.place}`.localeCompare(`${b.person} ${b.place}`, "en"));
  await files.write(join(directory, COPIES_FILE), `${JSON.stringify({ schema: "failover-kit/plan-copies/1", copies: sorted }, null, 2)}\n`, 0o644);
}
