import { z } from "zod";
import { awsOutputs, exportSnapshotOutputs, gcpOutputs, restoreOutputs, standbyOutputs, verifyOutputs, type AwsOutputs, type ExportSnapshotOutputs, type GcpOutputs, type RestoreOutputs, type StandbyOutputs, type VerifyOutputs } from "../../infra/outputs.ts";
import type { Json } from "./journal.ts";
import { parseJsonFrom, trusted } from "./parse-untrusted.ts";

export type { AwsOutputs, GcpOutputs, StandbyOutputs, VerifyOutputs };

/** The gcp stack's outputs, from the journal or from Pulumi; an error that names what is missing. */
export const readGcpOutputs = (raw: unknown): GcpOutputs => trusted(gcpOutputs, raw, "the gcp stack's outputs");

/** The one machine that a backup is restored on, of whichever stack stands up for that. */
export const readDatabaseMachine = (raw: unknown): GcpOutputs["database"] => trusted(gcpOutputs.pick({ database: true }), raw, "the stack's outputs").database;

/** The verify stack's outputs, from the journal or from Pulumi; an error that names what is missing. */
export const readVerifyOutputs = (raw: unknown): VerifyOutputs => trusted(verifyOutputs, raw, "the verify stack's outputs");

/** The aws stack's outputs, from Pulumi; an error that names what is missing. */
export const readAwsOutputs = (raw: unknown): AwsOutputs => trusted(awsOutputs, raw, "the aws stack's outputs");

/** The standby stack's outputs, from Pulumi; an error that names what is missing. */
export const readStandbyOutputs = (raw: unknown): StandbyOutputs => trusted(standbyOutputs, raw, "the standby stack's outputs");
/** The export-snapshot stack's outputs, from Pulumi; an error that names what is missing. */
export const readExportSnapshotOutputs = (raw: unknown): ExportSnapshotOutputs => trusted(exportSnapshotOutputs, raw, "the export-snapshot stack's outputs");

/** The restore stack's outputs, from Pulumi; an error that names what is missing. */
export const readRestoreOutputs = (raw: unknown): RestoreOutputs => trusted(restoreOutputs, raw, "the restore stack's outputs");

/** What `pulumi stack output --json` printed; undefined for a stack that has no outputs, such as one that was never up. */
export function parseOutputs(stdout: string): Json | undefined {
  const outputs: Json = parseJsonFrom(z.json(), stdout, "'pulumi stack output'");
  return typeof outputs === "object" && outputs !== null && Object.keys(outputs).length > 0 ? outputs : undefined;
}
