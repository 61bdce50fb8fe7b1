import type { Finding } from "../readiness.ts";
import type { Level, LevelAge } from "../verification-ages.ts";
import { ageText } from "./ages.ts";
import { green, red, unknown } from "./finding.ts";

const proves: Readonly<Record<Level, string>> = { 1: "found whole and signed", 2: "decrypted and read to its end", 3: "restored and counted" };

/** Who looks when: level 1 by the warden's timer, level 2 by that of the verifier's machine, where there is one, level 3 where a key is. */
const again = (level: Level): string => {
  const byHand = `'failover verify-export --level ${level}'`;
  if (level === 1) return "'systemctl status failover-verify-1.timer failover-verify-1' on the warden";
  return level === 2 ? `${byHand}; 'systemctl status failover-verify-2' on the verifier's machine says why its timer did not` : byHand;
};

/** How old the newest success of each level is, against what was agreed; one finding for each. */
export function verifiedFindings(levels: readonly LevelAge[] | undefined): readonly Finding[] {
  if (levels === undefined) return [unknown("verified", "failover.yaml names nobody who signs receipts, so nobody can say when a backup was last verified", "name the warden in failover.yaml, and a verifier")];
  return levels.map(ofLevel);
}

function ofLevel({ level, state, maxAgeSeconds, success, failure }: LevelAge): Finding {
  const check = `verified-${level}`;
  const failed = failure === null ? "" : `; since then ${failure.backup} failed: ${failure.findings.join("; ")}`;
  if (success === null) return red(check, `no backup was ever ${proves[level]}${failed}`, again(level));
  const restored = success.restoreSeconds === null ? "" : `, in ${ageText(success.restoreSeconds)}`;
  const says = `${proves[level]}${restored} ${ageText(success.ageSeconds)} ago (backup ${success.backup}); agreed are ${ageText(maxAgeSeconds)}${failed}`;
  return state === "stale" || failure !== null ? red(check, says, again(level)) : green(check, says);
}
