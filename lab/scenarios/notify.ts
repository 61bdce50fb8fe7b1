import { existsSync, readdirSync, readFileSync } from "node:fs";
import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { ExecResult } from "../daemon/lab.ts";
import type { Started } from "../desk/run.ts";
import { keepTime, waitFor } from "../drill/act.ts";
import { inFreshLab } from "../in-fresh-lab.ts";
import { runAsOperator } from "../operator.ts";
import { listObjects, readObjects } from "../services/objects.ts";
import { bucket } from "../site/buckets.ts";
import { world } from "../site/world.ts";
import { changeSetting } from "../site/write-site.ts";
import type { RunningLab } from "../up.ts";
import { CUSTOMERS_DOMAIN, standUpMail, type Letter } from "../workbench/mail-host.ts";
import { expectThat, type Scenario } from "./scenario.ts";

const CUSTOMERS = 10_000;
const CONNECTIONS = 20;
const KILLED_AT = 3_000;
const STOPPED_AT = 6_000;
const STOPPED = 4;
const LIMIT_SECONDS = 180;
/** Of these the mail server knows nothing. */
const gone = ["left-the-company", "person-with-a-typo", "nobody"] as const;
const STATUS_BUCKET = `${world.google.project}-${world.service}-status`;

const notified = z.object({ notice: z.string(), accepted: z.number(), bounced: z.array(z.string()), repeated: z.array(z.string()), left: z.number() });
const logged = z.object({ did: z.string(), to: z.string().optional() });
const began = ["--state", "investigating", "--set", "began=2026-11-26T01:10:00Z"] as const;

const addressOf = (id: string): string => (id.startsWith("gone-") ? `${gone[Number(id.slice(5))] ?? ""}@${CUSTOMERS_DOMAIN}` : `person-${id.slice(1)}@${CUSTOMERS_DOMAIN}`);

/** Ten thousand customers with one contact each, and some whose addresses are nobody's; a team for drills; the page's bucket. */
async function prepare({ place, client }: RunningLab): Promise<void> {
  const { site, clone } = place;
  const ids = [...Array.from({ length: CUSTOMERS }, (_, n) => `c${n}`), ...gone.map((_, n) => `gone-${n}`)];
  await writeFile(join(site, "customers.csv"), `${["id,customer,name,email", ...ids.map((id) => `${id},customer of ${id},Person of ${id},${addressOf(id)}`)].join("\n")}\n`);
  await copyFile(join(clone, "contacts.example.yaml"), join(site, "contacts.yaml"));
  for (const name of [STATUS_BUCKET, bucket("journal")]) await client.cloud("gcp", "create", { type: "gcp:storage/bucket:Bucket", name, inputs: { name, location: "EU" } });
  await changeSetting(site, ["storage", "buckets", "status"], STATUS_BUCKET);
  await changeSetting(site, ["notify"], { messagesPerSecond: 100_000, connections: CONNECTIONS, drillTeam: "operations" });
}

/** What the notice's own log says on the operator's machine: how many were accepted, and who was begun and not heard of. */
function told(site: string): { readonly notice: string; readonly accepted: number; readonly inFlight: ReadonlySet<string> } {
  const notices = join(site, ".failover/notices");
  const [notice = ""] = existsSync(notices) ? readdirSync(notices) : [];
  const path = join(notices, notice, "log.jsonl");
  const text = notice !== "" && existsSync(path) ? readFileSync(path, "utf8") : "";
  const inFlight = new Set<string>();
  let accepted = 0;
  for (const line of text.slice(0, text.lastIndexOf("\n") + 1).split("\n").filter(Boolean)) {
    const { did, to = "" } = logged.parse(JSON.parse(line));
    if (did === "intent") inFlight.add(to);
    else inFlight.delete(to);
    if (did === "accepted") accepted += 1;
  }
  return { notice, accepted, inFlight };
}

const start = (say: (line: string) => void, ...argv: readonly string[]) => runAsOperator(["failover", "notify", ...argv], { timeoutSeconds: LIMIT_SECONDS, onLine: (line) => (/"/.test(line) ? undefined : say(`        ${line}`)) });

/** Waits until so many were taken; fails at once when the kit ends before that. */
async function untilTaken(site: string, count: number, sender: Started): Promise<void> {
  let end: ExecResult | undefined;
  void sender.ended.then((result) => (end = result));
  await waitFor(`${count} messages accepted`, { withinSeconds: LIMIT_SECONDS, everySeconds: 0.2, next: "look at the mail server's /var/log/postfix.log" }, () => {
    if (told(site).accepted >= count) return Promise.resolve(true);
    expectThat(end === undefined, `'failover notify' ended with ${end?.exitCode ?? "nothing"} before ${count} messages were taken`);
    return Promise.resolve(undefined);
  });
}

/** Nobody is left out; whoever has it twice is among those that are listed, and can tell. */
function judge(letters: readonly Letter[], repeated: readonly string[]): string {
  const ids = new Map<string, string[]>();
  for (const { to, messageId } of letters) ids.set(to, [...(ids.get(to) ?? []), messageId]);
  const without = Array.from({ length: CUSTOMERS }, (_, n) => addressOf(`c${n}`)).filter((address) => !ids.has(address));
  expectThat(without.length === 0, `${without.length} of ${CUSTOMERS} have no notice: ${without.slice(0, 5).join(", ")}`);
  expectThat(ids.size === CUSTOMERS, `${ids.size - CUSTOMERS} mailboxes have it that nobody asked for`);
  const twice = [...ids].filter(([, all]) => all.length > 1);
  expectThat(twice.every(([, all]) => new Set(all).size === 1), "a repeated message has another Message-ID");
  expectThat(new Set(letters.map(({ messageId }) => messageId)).size === CUSTOMERS, "two customers were sent one Message-ID");
  const listed = new Set(repeated.map(addressOf));
  const unlisted = twice.map(([to]) => to).filter((to) => !listed.has(to));
  expectThat(unlisted.length === 0, `${unlisted.join(", ")} have it twice and are not listed`);
  return `${letters.length} messages in ${ids.size} mailboxes; ${repeated.length} were in flight at the kill and are listed, ${twice.length} of them arrived twice, each under its own Message-ID`;
}

export const notifyTenThousand: Scenario = {
  id: "notify",
  story: "ten thousand customers are told by a real mail server, while the sender is killed in the middle and stopped by a person later: nobody is left out, who may have it twice is listed, who is gone is listed, the page is out; and a drill reaches the drill's team alone",
  run: (say) =>
    inFreshLab(say, async (lab) => {
      const { act, say: tell } = keepTime(say);
      const { site } = lab.place;
      const [mail] = await act("a mail server, and ten thousand customers", 4, () => Promise.all([standUpMail(lab), prepare(lab)]));

      const first = start(tell, ...began);
      await act(`failover notify, until ${KILLED_AT} messages were taken`, 10, () => untilTaken(site, KILLED_AT, first));
      first.kill9();
      await first.ended;
      const { notice, inFlight } = told(site);
      expectThat(inFlight.size <= CONNECTIONS, `${inFlight.size} messages were in flight on ${CONNECTIONS} connections`);

      const second = start(tell, "--resume", notice);
      await act(`failover notify --resume, until ${STOPPED_AT}`, 10, () => untilTaken(site, STOPPED_AT, second));
      second.signal("SIGINT");
      const stopped = await second.ended;
      expectThat(stopped.exitCode === STOPPED && stopped.stdout.includes(`failover notify --resume ${notice}`), `stopped by a person, it ended with ${stopped.exitCode}: ${stopped.stdout.slice(-500)} ${stopped.stderr.slice(-500)}`);
      expectThat(told(site).inFlight.size === 0, `a person's stop left ${told(site).inFlight.size} messages in the air`);

      const last = await act("failover notify --resume, to the end", 12, () => start(tell, "--resume", notice, "--json").ended);
      expectThat(last.exitCode === 0, `it ended with ${last.exitCode}: ${last.stderr.slice(-1000)}`);
      const end = notified.parse(JSON.parse(last.stdout));
      expectThat(end.accepted === CUSTOMERS && end.left === 0, `${end.accepted} accepted, ${end.left} left`);
      expectThat(end.bounced.toSorted().join() === gone.map((_, n) => `gone-${n}`).join(), `bounced are ${end.bounced.join(", ")}`);
      expectThat(end.repeated.toSorted().join() === [...inFlight].toSorted().join(), `listed as repeated are ${end.repeated.join(", ")}; in flight were ${[...inFlight].join(", ")}`);
      const letters = await act("all of it in the mailboxes", 5, () => mail.delivered());
      tell(judge(letters, end.repeated));
      await lookAtPage(lab, ["index.html", "status.json"]);

      const drill = await start(tell, "--drill", ...began).ended;
      expectThat(drill.exitCode === 0, `the drill ended with ${drill.exitCode}: ${drill.stderr.slice(-1000)}`);
      const before = new Set(letters.map(({ messageId }) => messageId));
      const drilled = (await mail.delivered()).filter(({ messageId }) => !before.has(messageId));
      expectThat(drilled.map(({ to }) => to).toSorted().join() === "ana@example.com,ben@example.com", `the drill went to ${drilled.map(({ to }) => to).join(", ")}`);
      expectThat(drilled.every(({ subject }) => subject.startsWith("[DRILL]")) && !letters.some(({ subject }) => subject.includes("DRILL")), "a drill's message does not say so, or another does");
      await lookAtPage(lab, ["drill/index.html", "drill/status.json", "index.html", "status.json"]);
      expectThat((await lab.client.status()).egressAttempts === 0, "somebody tried to get out of the lab");
    }),
};

/** What everybody reads, outside AWS; a drill's page lies apart. */
async function lookAtPage({ place }: RunningLab, expected: readonly string[]): Promise<void> {
  const names = (await listObjects(place, STATUS_BUCKET)).map(({ name }) => name);
  expectThat(names.join() === expected.join(), `the page's bucket holds ${names.join(", ")}`);
  const [page = "", status = ""] = await readObjects(place, STATUS_BUCKET, ["index.html", "status.json"]);
  expectThat(page.includes("began at 01:10 UTC on 26 November 2026") && !page.includes("DRILL") && status.includes('"investigating"'), `the page says ${page.slice(0, 500)} ${status.slice(0, 500)}`);
}
