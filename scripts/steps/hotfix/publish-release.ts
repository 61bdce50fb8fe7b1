import { FailoverError } from "../../core/errors.ts";
import { readRelease } from "../../core/hotfix/outputs.ts";
import { archiveName } from "../../core/hotfix/release.ts";
import type { Step } from "../step.ts";
import { releasePath } from "./prepare-release.ts";

/** Puts the release where AWS has no say, under its own hash: a colleague's machine, and the mirror, find it there. */
export const publishRelease: Step = {
  id: "publish-release",
  title: "Put the release into the archive",
  needs: ["prepare-release"],
  onInterrupted: "rerun",
  preview: () => [],
  check: async () => undefined,
  run: async ({ objects, listing }, context) => {
    const { storage, service } = context.settings;
    const release = readRelease(context.output("prepare-release"));
    const [bucket, name] = [storage.buckets.exports, archiveName(service, release)];
    const stored = await objects.createFromFile(bucket, name, releasePath(context, release));
    if (stored === "exists") {
      const there = await listing.sha256(bucket, name);
      if (there !== release.sha256) throw new FailoverError("RELEASE_ELSE_IN_ARCHIVE", { name: `gs://${bucket}/${name}`, holds: there ?? "nothing any more", expected: release.sha256 });
    }
    return { archived: `gs://${bucket}/${name}` };
  },
};
