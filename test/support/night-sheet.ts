import { comingBack } from "../../scripts/core/declaration/coming-back.ts";
import { evaluate } from "../../scripts/core/declaration/evaluate.ts";
import type { Sheet } from "../../scripts/core/declaration/sheet.ts";
import { standbyOf } from "../../scripts/core/declaration/standby.ts";
import { timelineOf } from "../../scripts/core/declaration/timeline.ts";
import type { Told } from "../../scripts/core/evidence.ts";
import { meaningOf, proposeMode, unseen, type SourceSight } from "../../scripts/core/graceful/propose.ts";
import type { Mode } from "../../scripts/core/graceful/mode.ts";
import { lossFinding } from "../../scripts/core/ready/loss.ts";
import { recoveryTimeFinding } from "../../scripts/core/ready/recovery-time.ts";
import { minute, isoMinute, report, rules, seenFrom, told, verdictsFrom } from "./evidence.ts";

const steps = "fence-source final-export choose-backup stand-up configure-database restore-data verify-data configure-hosts warm-cache adopt-objects configure-search rebuild-search freeze notify-start start-app smoke-test approve-cutover cut-over-dns watch-propagation open-writes notify-done protect-again".split(" ");
const NOW = 26 * 60;

const answering: SourceSight = {
  host: { says: "yes", because: "10.20.30.40 answers" },
  database: { says: "yes", because: "shop at shop.abcdefghijkl.eu-central-1.rds.amazonaws.com" },
  exporter: { says: "yes", because: "nothing is missing" },
  lastSeconds: 2280,
};
const silentHost: SourceSight = { ...unseen("nobody there to ask it"), host: { says: "no", because: "10.20.30.40: connect ETIMEDOUT 10.20.30.40:22, 2 times" } };

/** What a long night leaves: five places, a gap, clocks that contradict, reports, an AWS that has been down for a day. */
function night(): readonly Told[] {
  const places = { warden: "down", frankfurt: "down", "pingdom-europe": "down", "new-york": "down", "laptop-of-ana": "up" } as const;
  return [
    ...verdictsFrom(30, NOW - 600, "down"),
    ...verdictsFrom(NOW - 510, NOW, "down"),
    ...seenFrom(NOW - 180, NOW - 110, places),
    ...seenFrom(NOW - 40, NOW, places),
    ...["acme", "bolt", "crown", "delta", "echo", "foxtrot"].map((customer, index) => report(NOW - 50 + index, customer)),
    { ...told(NOW - 5, { kind: "clock", jumpSeconds: -62 }, "laptop-of-ana"), contradicts: -62 },
    told(NOW - 300, { kind: "standby", item: "freeze", because: "deployments are locked" }, "ana@laptop"),
  ];
}

/** The sheet of such a night, as `failover declare` makes it. */
export function nightSheet(more: { readonly mode?: Mode; readonly wanted?: Mode; readonly sheet?: Partial<Sheet>; readonly story?: readonly Told[] } = {}): Sheet {
  const { mode = "ungraceful", wanted = null, story = night() } = more;
  const now = minute(NOW);
  const evaluation = evaluate(story, rules, now);
  const sight = mode === "graceful" ? answering : silentHost;
  const proposal = proposeMode(sight);
  const newest = { id: "20261127T003000Z-0a1b2c", snapshotAt: isoMinute(NOW - 38) };
  return {
    service: "shop",
    evaluation,
    panels: timelineOf(story, rules, { answers: evaluation.rules, now }),
    mode: { mode: wanted ?? mode, wanted, proposed: proposal.mode, because: proposal.because, otherwise: proposal.otherwise, means: meaningOf(wanted ?? mode, sight), lastExportSeconds: sight.lastSeconds, digests: { graceful: "5e4d3c2b1a09", ungraceful: "1a2b3c4d5e6f" } },
    rules: "set",
    findings: [lossFinding({ newest, refused: [] }, 60, new Date(now)), recoveryTimeFinding({ seconds: 3240, missing: ["rebuild-search"], from: "r20260920-081500-a1b2", at: "2026-09-20T08:15:00Z", scale: 1.3 }, 90, new Date(now))],
    comingBack: comingBack({ bytes: 412e9, bytesPerHour: 1.2e9, restoredBytesPerSecond: 88e6 }),
    standby: standbyOf(story),
    plan: { digest: (wanted ?? mode) === "graceful" ? "5e4d3c2b1a09" : "1a2b3c4d5e6f", steps: (wanted ?? mode) === "graceful" ? steps : steps.filter((id) => id !== "final-export") },
    secondPerson: true,
    ...more.sheet,
  };
}
