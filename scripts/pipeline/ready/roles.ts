import { unknown } from "../../core/ready/finding.ts";
import { rolesFinding } from "../../core/ready/roles.ts";
import { STORE_LIMIT_SECONDS, type Check } from "./check.ts";

/** Who could not log in on the mirror. */
export const roles: Check = {
  id: "roles",
  limitSeconds: STORE_LIMIT_SECONDS,
  look: async ({ archive, project }) => {
    const { chosen } = await archive();
    if (chosen === undefined) return [unknown("roles", "without a backup nobody knows who logs in at the source", "make the first export")];
    const { database, export: exporting } = project.written;
    return [rolesFinding(chosen.manifest.roles, { owner: database.owner, exporter: exporting.source.user, named: Object.keys(database.rolePasswords) })];
  },
};
