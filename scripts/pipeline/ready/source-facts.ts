import { sha256Of } from "../../core/manifest.ts";
import { parseJsonFrom } from "../../core/parse-untrusted.ts";
import { unknown } from "../../core/ready/finding.ts";
import { sourceFactsFinding, type FactsRead } from "../../core/ready/source-facts.ts";
import { sourceJsonSchema } from "../../core/source-json.ts";
import { STORE_LIMIT_SECONDS, type Check, type Eyes } from "./check.ts";

/** What the newest backup says of its source. */
export const sourceFacts: Check = {
  id: "source-facts",
  limitSeconds: STORE_LIMIT_SECONDS,
  look: async (eyes) => {
    const read = await factsOf(eyes);
    return [read === undefined ? unknown("source-facts", "without a backup nothing is written down of the source", "make the first export") : sourceFactsFinding(read, eyes.now)];
  },
};

async function factsOf({ archive, project, ports }: Eyes): Promise<FactsRead | undefined> {
  const { chosen } = await archive();
  if (chosen === undefined) return undefined;
  const { id: backup, manifest } = chosen;
  if (manifest.sourceFacts === undefined) return { backup, as: "none" };
  const { name, sha256 } = manifest.sourceFacts;
  const bytes = await ports.objects.read(project.written.storage.buckets.exports, name);
  if (bytes === undefined) return { backup, as: "damaged", because: "it is gone" };
  if (sha256Of(bytes) !== sha256) return { backup, as: "damaged", because: "its SHA-256 differs" };
  return { backup, as: "read", facts: parseJsonFrom(sourceJsonSchema, Buffer.from(bytes).toString(), name) };
}
