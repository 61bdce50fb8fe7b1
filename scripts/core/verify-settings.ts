import { FailoverError } from "./errors.ts";
import type { Need } from "./settings.ts";
import type { WrittenSettings } from "./settings-schema.ts";

/** What a verification by restore cannot do without. */
export const verifierNeeds: readonly Need[] = ["verification.identity", "pulumi.passphraseFile"];

/**
 * The settings of a machine that is thrown away: it opens backups with the verifier's identity and no other, takes the
 * newest backup whatever a failover would take, and is given none of the application's secrets.
 */
export function settingsOfVerifier(written: WrittenSettings, file: string): WrittenSettings {
  const identity = written.verification?.identity;
  if (identity === undefined) throw new FailoverError("SECTION_MISSING", { file, section: "verification.identity", purpose: "a backup is opened with the verifier's key, and with no other, to verify it" });
  return { ...written, recovery: { ...written.recovery, point: "newest", identity }, application: { ...written.application, secrets: [] } };
}
