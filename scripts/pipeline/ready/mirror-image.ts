import { mirrorShape } from "../../core/book/shapes.ts";
import { unknown } from "../../core/ready/finding.ts";
import { debiansImage, imageFinding } from "../../core/ready/image-fit.ts";
import { inProject } from "../project.ts";
import { STORE_LIMIT_SECONDS, type Check } from "./check.ts";

/** Whether the mirror's image can take what the newest backup holds. */
export const mirrorImage: Check = {
  id: "mirror-image",
  limitSeconds: STORE_LIMIT_SECONDS,
  look: async ({ archive, project, ports }) => {
    const [{ chosen }, stack] = await Promise.all([archive(), ports.files.read(inProject(project, "Pulumi.gcp.yaml"))]);
    const bare = debiansImage(mirrorShape(stack).image);
    if (bare !== undefined) return [bare];
    if (chosen === undefined) return [unknown("mirror-image", "without a backup nobody knows which extensions the database uses", "make the first export")];
    const { source, client, databases } = chosen.manifest;
    const extensions = [...new Set(databases.flatMap((database) => database.extensions.map(({ name }) => name)))];
    return [imageFinding({ serverVersion: source.serverVersion, clientVersion: client.pgDump, extensions }, project.written.database.extensions)];
  },
};
