import type { Finding } from "../readiness.ts";
import { ageText, secondsFrom } from "./ages.ts";
import { amber, green, red } from "./finding.ts";

/** The newest backup that may be restored, and those that were passed over on the way to it. */
export type NewestBackup = { readonly id: string; readonly snapshotAt: string };
export type Archive = { readonly newest: NewestBackup | undefined; readonly refused: readonly string[] };

const CHECK = "loss";

/** What would be lost: everything since the newest sound backup's snapshot, against the age that was agreed. */
export function lossFinding({ newest, refused }: Archive, targetMinutes: number, now: Date): Finding {
  const passedOver = refused.length === 0 ? "" : `; newer ones were refused: ${refused.join("; ")}`;
  if (newest === undefined) return red(CHECK, `there is no backup that may be restored${refused.length === 0 ? "" : `: ${refused.join("; ")}`}`, "'systemctl start failover-export' on the exporter's host");
  const age = secondsFrom(newest.snapshotAt, now);
  const says = `everything since ${newest.snapshotAt} would be lost, ${ageText(age)} by now (backup ${newest.id}); agreed are ${ageText(targetMinutes * 60)}${passedOver}`;
  const look = "'systemctl status failover-export.timer failover-export' on the exporter's host";
  if (age > targetMinutes * 60) return red(CHECK, says, look);
  return refused.length > 0 ? amber(CHECK, says, "'failover verify-export --level 1' says what is wrong with them") : green(CHECK, says);
}
