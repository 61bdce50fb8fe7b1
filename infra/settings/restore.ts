import { z } from "zod";
import { restoreEntry } from "../outputs.ts";
import { awsRegion, service, structured } from "./fields.ts";

/** Each restore is one resource, named by its run: two of one name would be one resource that changes. */
const restores = z.array(restoreEntry).superRefine((entries, context) => {
  for (const name of ["run", "identifier"] as const) {
    const seen = new Set<string>();
    for (const [index, entry] of entries.entries()) {
      if (seen.has(entry[name])) context.addIssue({ code: "custom", path: [index, name], message: "stands there twice" });
      seen.add(entry[name]);
    }
  }
});

/** What the `restore` stack can be told. */
export const restoreSettings = z.object({ service, region: awsRegion, restores: structured(restores).prefault("[]") });

/** The parsed settings of the `restore` stack. */
export type RestoreSettings = z.infer<typeof restoreSettings>;
