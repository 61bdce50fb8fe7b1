import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

let directory = "";

/** All that the tests of a run put into the temporary folder lies in one that goes with them: property tests make thousands. */
export function setup(): void {
  directory = mkdtempSync(join(tmpdir(), "failover-"));
  process.env["TMPDIR"] = directory;
}

export function teardown(): void {
  rmSync(directory, { recursive: true, force: true });
}
