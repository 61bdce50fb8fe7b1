import { unknown } from "../../core/ready/finding.ts";
import { imageFinding } from "../../core/ready/image-fit.ts";
import { STORE_LIMIT_SECONDS, type Check } from "./check.ts";

/** Whether the mirror's image can take what the newest backup holds. */
export const mirrorImage: Check = {
  id: "mirror-image",
  limitSeconds: STORE_LIMIT_SECONDS,
  look: async ({ archive, project }) => {
    const { chosen } = await archive();
    if (chosen === undefined) return [unknown("mirror-image", "without a backup nobody knows which extensions the database uses", "make the first export")];
    const { source, client, databases } = chosen.manifest;
    const extensions = [...new Set(databases.flatMap((database) => database.extensions.map(({ name }) => name)))];
    return [imageFinding({ serverVersion: source.serverVersion, clientVersion: client.pgDump, extensions }, project.written.database.extensions)];
  },
};
