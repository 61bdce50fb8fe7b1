import { boxes, list, note, typed, words, type Chapter } from "../blocks.ts";
import { here } from "../by-hand/by-hand.ts";
import { openSourceAgain } from "../../graceful/open-source-again.ts";
import type { BookFacts } from "../facts.ts";
import { stepByStep } from "./step-by-step.ts";

/** The tools and logins without which none of the steps can be typed. */
function preparation({ place: { settings } }: BookFacts) {
  return [
    boxes(
      "a computer outside AWS, with Linux or macOS and bash",
      "on it `gcloud`, `jq`, `age`, `openssl`, `curl`, `dig`, `ssh`, and for the database branch `aws` and `psql`",
      `a login to Google that may use project \`${settings.google.project}\`, and a way into its private network (the operators' VPN)`,
      "the operations key and Cloudflare's token (the chapter on keys says where they are)",
      "a second person, who reads aloud, ticks the boxes and keeps the sheet",
    ),
    typed(`On ${here}, in an empty directory with a copy of the company's \`keys/\`:`, "gcloud auth login", `gcloud config set project ${settings.google.project}`, "set -o pipefail"),
  ];
}

/** Amazon is gone: the mirror is made at Google Cloud. */
export const failoverBranch = (facts: BookFacts): Chapter => ({
  title: "Amazon is down for long: rebuild at Google Cloud",
  blocks: [
    words("With the kit: `failover plan`, `failover declare`, `failover run`, and `failover status` from anywhere. By hand, or where the kit itself fails, as follows. You need:"),
    ...preparation(facts),
    ...stepByStep(facts.runs["graceful-failover"] ?? facts.runs["failover"] ?? [], facts),
  ],
});

/** The database alone is broken. */
export function databaseBranch(facts: BookFacts): Chapter {
  return {
    title: "Only the database is broken: restore it at Amazon",
    blocks: [
      words("With the kit: `failover restore-db` shows the choices and carries one out. By hand:"),
      ...stepByStep(facts.runs["restore-db"] ?? [], facts),
      words("**The way back**, while the old one lives:"),
      ...stepByStep(facts.runs["revert-restore-db"] ?? [], facts),
      words("**On a quiet day**, once the new one has proved itself:"),
      ...stepByStep(facts.runs["adopt-restored-db"] ?? [], facts),
    ],
  };
}

/** The code is broken: the fix, or the build before. */
export const codeBranch = (facts: BookFacts): Chapter => ({
  title: "Only the code is broken: put another release in its place",
  blocks: [
    words("Errors began with a release, and everything beneath the service is well. Do not wait for the best fix: the build that worked before is a release, too. With the kit: `failover hotfix --artifact FILE`. By hand:"),
    ...stepByStep(facts.runs["hotfix"] ?? [], facts),
    words("Afterwards write the release into the variables file (`app_artifact`), or the next play of `site.yml`, and the mirror, get the one before."),
  ],
});

/** What is nobody's of ours to mend. */
export const waitingBranch: Chapter = {
  title: "Cloudflare, DNS or the internet is broken: tell, wait, do not move",
  blocks: [
    words("A move to Google Cloud mends none of these, and costs the data since the last backup."),
    list(
      "**Cloudflare's edge** fails customers while the origin answers by its address: tell customers, follow cloudflarestatus.com. If it lasts, records can be set to \"DNS only\" (grey cloud) where the origin may be reached from outside; its address is then known to everybody.",
      "**Cloudflare's API alone**: names cannot be moved, customers are served. Wait.",
      "**DNS**: ask the authoritative servers directly (`dig @<server> <name>`). If they answer well, it is a resolver or a cache; wait for the time to live.",
      "**The internet between**: some places reach the service and others do not. Tell customers, ask the provider, wait.",
      "**The monitoring itself**: everybody but the monitoring is served. Look yourself, from a telephone outside the office's network.",
    ),
  ],
};

/** How to come home, and what it costs. */
export const goingBack = ({ place, place: { settings } }: BookFacts): Chapter => ({
  title: "Going back",
  blocks: [
    words("**Before writes were opened** going back costs nothing: put the old content of the names back (it stands on the sheet), and set the old side's mode to read-write. Destroy nothing of the mirror until you are sure."),
    words("If the old database was closed to writes for a last export, its owner opens it again:"),
    typed("On the exporter's host in AWS:", openSourceAgain(place)),
    words("**After writes were opened** the mirror is the primary, and the old side is old. Whoever goes back at once loses what customers wrote since. So:"),
    boxes(
      "the old side stays closed, until somebody has read what it took after the backup's moment (that is what was lost)",
      "the first export of the mirror lies outside both clouds, and was read back",
      "on a day that the company chooses, announced to customers: the mirror read-only, its database exported, restored at Amazon, counted, the names moved back, writes opened there",
      `set \`failover-kit:active\` in \`Pulumi.dns.yaml\` to the side that serves, or the next \`pulumi up --stack dns\` moves the names of ${settings.names.length === 1 ? "the service" : "all services"}`,
    ),
    note("The first hours after an outage are the worst time to go back: Amazon's recovery comes in waves."),
  ],
});

/** What proves that this book is true. */
export const rehearsal: Chapter = {
  title: "Every quarter",
  blocks: [
    boxes(
      "a drill was run (`failover` with the drill's stack, or `npm run drill`); its report was read, its times are in this book",
      "one chapter of this book was followed by hand, by somebody who did not write it",
      "every number of the calling list was dialled (`failover contacts verify`)",
      "`failover ready` is green, or each amber line has an owner and a date",
      "the newest version of this book is at home and at work with everybody; old ones are destroyed",
    ),
    words("Handed out to: ____________________________________________________________"),
  ],
};
