import { Exit } from "../exit.ts";
import type { Advice, Catalogue } from "./advice.ts";

/** Objects beside the database, and what else lives beside it: cache and search. */
export const objectsErrors = {
  SOURCE_OBJECTS_REFUSED: (f: { request: string; reason: string }): Advice => ({
    what: `S3 refused ${f.request}: ${f.reason}`,
    why: "without it nobody can tell what the source holds",
    next: "check objects.source, objects.region and the usual AWS variables (AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY), then ask again",
  }),
  SOURCE_OBJECTS_SILENT: (f: { request: string; reason: string }): Advice => ({
    what: `S3 did not answer ${f.request}: ${f.reason}`,
    why: "what the source holds cannot be known while AWS is silent",
    next: "look again when AWS answers: a comparison goes on where it was. In an outage nothing needs this",
    exit: Exit.failed,
  }),
} as const satisfies Catalogue;
