import { keyHomesFindings } from "../../core/ready/key-homes.ts";
import { variablesOf, type Need } from "../../core/settings.ts";
import type { Check } from "./check.ts";

/** What the day itself needs; the exporter's own secrets are needed only while AWS is there. */
const onTheDay: readonly Need[] = ["cloudflare.token", "database.ownerPassword", "application.secrets", "recovery.identity", "pulumi.passphraseFile"];
/** Whoever has one of these opens backups, or the stacks' secrets. */
const keys: readonly Need[] = ["recovery.identity", "pulumi.passphraseFile"];

/** Where each secret can be had once AWS is gone. */
export const keyHomes: Check = {
  id: "key-homes",
  limitSeconds: 5,
  look: async ({ project }) => {
    const needed = variablesOf(project.written).flatMap(([setting, variable]) => (onTheDay.includes(setting) ? [{ variable, setting, isKey: keys.includes(setting) }] : []));
    return keyHomesFindings(needed, project.secrets);
  },
};
