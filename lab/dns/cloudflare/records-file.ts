import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { DnsRecord } from "./record.ts";

/** The records as the file keeps them; none when there is no file yet. */
export function readRecords(path: string): readonly DnsRecord[] {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as readonly DnsRecord[];
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

/** Replaces the file so that a crash leaves the old records or the new ones, never half of each. */
export function writeRecords(path: string, records: readonly DnsRecord[]): void {
  const draft = `${path}.new`;
  const file = openSync(draft, "w");
  writeSync(file, JSON.stringify(records, undefined, 2));
  fsyncSync(file);
  closeSync(file);
  renameSync(draft, path);
  const directory = openSync(dirname(path), "r");
  fsyncSync(directory);
  closeSync(directory);
}
