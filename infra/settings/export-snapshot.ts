import { z } from "zod";
import { restoreEntry } from "../outputs.ts";
import { awsRegion, service, structured } from "./fields.ts";

/** What the `export-snapshot` stack can be told; the instance is told by the command, and stands in no file that is kept. */
export const exportSnapshotSettings = z.object({ service, region: awsRegion, instance: structured(restoreEntry).optional() });

/** The parsed settings of the `export-snapshot` stack. */
export type ExportSnapshotSettings = z.infer<typeof exportSnapshotSettings>;
