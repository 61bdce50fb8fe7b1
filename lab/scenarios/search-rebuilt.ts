import { z } from "zod";
import { bucketJournal, chained, lastOf, localLines } from "../drill/bucket-journal.ts";
import { typed, type Stage } from "../drill/stage.ts";
import { watched } from "../drill/watched.ts";
import { unwrapped } from "../drill/unwrapped.ts";
import { inFreshLab } from "../in-fresh-lab.ts";
import { changeSetting } from "../site/write-site.ts";
import type { RunningLab } from "../up.ts";
import { onHost, type Bench } from "../workbench/on-host.ts";
import { expectThat, type Scenario } from "./scenario.ts";
import { ALL_ORDERS, asked, indexed, ORDERS_SINCE, PLANTED, searchStage, SNAPSHOTS, untilItAnswers } from "./search-stage.ts";

const QUICK = { timeoutSeconds: 60 };
const planned = z.object({ digest: z.string() });
const units = z.object({ how: z.string(), since: z.string().nullable(), snapshot: z.object({ name: z.string() }).nullable() });
const report = z.object({ outputs: z.looseObject({ "rebuild-search": units }) });
const hereOf = (stage: Stage) => lastOf(chained(localLines(stage)));

/** The mirror's machine for this part, of which there may be several. */
async function machine({ client }: RunningLab, part: string): Promise<Bench> {
  const found = (await client.status()).hosts.find(({ name, network }) => network === "gcp" && name.startsWith(`gcp-shop-${part}`));
  expectThat(found !== undefined, `the mirror has no machine for '${part}'`);
  return onHost(client, found.name, found.address);
}

async function declared(stage: Stage, preApproved: string): Promise<void> {
  const { digest } = planned.parse(JSON.parse(await typed(stage, ["failover", "plan", "--json"], QUICK)));
  await typed(stage, ["failover", "declare", "--approve", digest, "--pre-approve", preApproved, "--because", "a rehearsal of search"], QUICK);
}

/** The application host on which the company's command is a unit, once it is. */
async function rebuilding(lab: RunningLab): Promise<{ readonly host: Bench; readonly unit: string } | undefined> {
  for (const { name, address } of (await lab.client.status()).hosts.filter(({ name: host, network }) => network === "gcp" && host.includes("app"))) {
    const host = onHost(lab.client, name, address);
    const { stdout } = await host.try(["systemctl", "list-units", "--no-legend", "--plain", "--state=active", "failover-search-*"]);
    const unit = stdout.trim().split(/\s+/)[0] ?? "";
    if (unit !== "") return { host, unit };
  }
  return undefined;
}

const ordersRestored = async (lab: RunningLab): Promise<number> =>
  Number(await (await machine(lab, "database")).run(["runuser", "--user", "postgres", "--", "psql", "--no-psqlrc", "--tuples-only", "--no-align", "--dbname=shop", "--command=SELECT count(*) FROM orders"]));

async function expectSame(lab: RunningLab): Promise<void> {
  const [{ orders, teapots }, rows] = [await indexed(await machine(lab, "search")), await ordersRestored(lab)];
  expectThat(rows === ALL_ORDERS && orders === rows, `${orders} orders are in the index, ${rows} in the restored database, ${ALL_ORDERS} were exported`);
  expectThat(teapots.join() === PLANTED.id, `a search for '${PLANTED.note}' should find one order; it finds ${teapots.join(", ") || "none"}`);
}

/** The kit dies while the company's command is at work; the next one follows that one to its end. */
async function rebuiltFromNothing(lab: RunningLab, stage: Stage): Promise<void> {
  await declared(stage, "open-writes");
  const run = watched(stage, ["failover", "run"]);
  const { host, unit } = await run.until("a rebuild at work on an application host", 240, () => rebuilding(lab));
  await host.run(["systemctl", "kill", "--signal=SIGSTOP", unit]);
  run.kit.kill9();
  await run.ended;
  stage.say(`        kill -9 of the kit while ${unit} was at work on ${host.name}`);
  const again = watched(stage, ["failover", "resume"]);
  await again.until("the rebuild to be followed again", 60, () => (chained(localLines(stage)).filter(({ event }) => event.type === "step-begun" && event.step === "rebuild-search").length === 2 ? true : undefined));
  await host.run(["systemctl", "kill", "--signal=SIGCONT", unit]);
  const { exitCode } = await again.ended;
  expectThat(exitCode === 4, `the run should wait for a yes to the cutover and end with 4; it ended with ${exitCode}`);
  expectThat(hereOf(stage).get("rebuild-search") === "step-done", "the index was not rebuilt");
  const begun = (await host.run(["sh", "-c", "ls /var/lib/failover/units | grep -v command"])).trim().split("\n");
  expectThat(begun.join() === unit.replace(/\.service$/, ""), `one unit should have been begun; there are ${begun.join(", ")}`);
  await expectSame(lab);
}

/** Nobody wants what this mirror holds; the index of the first try is left standing by mistake. */
async function thrownAway(lab: RunningLab, stage: Stage, snapshot: string): Promise<void> {
  await typed(stage, ["failover", "abandon", "--because", "the index is to come back from its snapshot"], QUICK);
  for (const { name, address } of (await lab.client.status()).hosts.filter(({ name: host, network }) => network === "gcp" && host.includes("app"))) await onHost(lab.client, name, address).run(["systemctl", "stop", "shop"]);
  await (await machine(lab, "database")).run(["runuser", "--user", "postgres", "--", "dropdb", "--force", "shop"]);
  await changeSetting(stage.site, ["search", "onFailover"], "snapshot");
  const host = await machine(lab, "search");
  await host.run(["sh", "-c", `base64 --decode | tar --extract --directory=${SNAPSHOTS} && chown -R opensearch:opensearch ${SNAPSHOTS}`], { stdin: snapshot });
}

/** The search server falls silent: customers are served all the same, and the person is told. Back again, it holds an index already. */
async function restoredFromSnapshot(lab: RunningLab, stage: Stage): Promise<void> {
  await declared(stage, "cut-over-dns,open-writes");
  const server = await machine(lab, "search");
  const run = watched(stage, ["failover", "run"]);
  await run.until("the search server to be in place", 60, () => (hereOf(stage).get("configure-search") === "step-done" ? true : undefined));
  // Stands still and answers nobody; to stop it and start it again would take longer and say no more.
  await server.run(["systemctl", "kill", "--signal=SIGSTOP", "opensearch"]);
  await run.until("the index to be given up", 120, () => (hereOf(stage).get("rebuild-search") === "step-failed" ? true : undefined));
  const [{ exitCode, stderr }] = await Promise.all([run.ended, server.run(["systemctl", "kill", "--signal=SIGCONT", "opensearch"]).then(() => untilItAnswers(server))]);
  const said = unwrapped(stderr);
  expectThat(exitCode === 1, `a run without its search server should end with 1; it ended with ${exitCode}: ${stderr.slice(-2000)}`);
  for (const words of [/SEARCH_SILENT: the search server on shop-search \([0-9.]+\) does not answer/, /why: there is nothing an index could be put into/, /next: look there .* then 'failover resume'/]) expectThat(words.test(said), `the person is not told ${words}`);
  expectThat(hereOf(stage).get("open-writes") === "step-done", `customers waited for the search server: open-writes is ${hereOf(stage).get("open-writes") ?? "not begun"}`);

  const refused = await stage.operate(["failover", "resume"], { timeoutSeconds: 120 });
  expectThat(refused.exitCode === 1 && /SEARCH_INDEX_THERE/.test(refused.stderr) && /-X DELETE http:\/\/127\.0\.0\.1:9200\/shop-orders/.test(unwrapped(refused.stderr)), `an index that stands there should be named; the kit said ${refused.stderr.slice(-1500)}`);
  await asked(server, "DELETE", "/shop-orders");
  const { outputs } = await resumed(stage);
  const { how, since, snapshot } = outputs["rebuild-search"];
  expectThat(how === "snapshot" && snapshot?.name === "nightly-1" && since !== null, `not what a restored snapshot gives: ${JSON.stringify(outputs["rebuild-search"])}`);
  const lines = await saidByRebuild(lab);
  expectThat(lines.includes(`${ORDERS_SINCE + 1} of ${ORDERS_SINCE + 1} orders indexed`), `only the orders since the snapshot should have been indexed again; the command said ${lines}`);
  await expectSame(lab);
}

async function resumed(stage: Stage): Promise<z.infer<typeof report>> {
  const resume = watched(stage, ["failover", "resume"]);
  const { exitCode, stderr } = await resume.ended;
  expectThat(exitCode === 0, `with the index out of the way the run should come to its end; it ended with ${exitCode}: ${stderr.slice(-1500)}`);
  await bucketJournal(stage);
  return report.parse(JSON.parse(await typed(stage, ["failover", "report", "--json"], QUICK)));
}

/** What the company's command said last, on whichever application host it ran. */
async function saidByRebuild(lab: RunningLab): Promise<string> {
  const hosts = (await lab.client.status()).hosts.filter(({ name, network }) => network === "gcp" && name.includes("app"));
  const said = await Promise.all(hosts.map(({ name }) => lab.client.hosts.exec(name, ["sh", "-c", "cat $(ls -td /var/lib/failover/units/failover-search-*-[0-9] | head -1)/lines"])));
  return said.map(({ stdout }) => stdout).join("");
}

export const searchRebuilt: Scenario = {
  id: "search-rebuilt",
  story: "a real OpenSearch at the mirror: the company's command fills it, with a kill -9 of the kit in the middle; a server that answers nobody holds up nobody; a snapshot comes back and what changed since is indexed again",
  run: (say) =>
    inFreshLab(
      say,
      async (lab) => {
        const { stage, snapshot } = await searchStage(lab, say);
        await stage.act("the index rebuilt from the database, with a kill -9", 60, () => rebuiltFromNothing(lab, stage));
        await stage.act("the mirror's data thrown away", 4, () => thrownAway(lab, stage, snapshot));
        await stage.act("the index from its snapshot, without a server at first", 70, () => restoredFromSnapshot(lab, stage));
        const attempts = await stage.egressAttempts();
        expectThat(attempts.length === 0, `something tried to get out: ${attempts.join("; ")}`);
      },
      { search: true },
    ),
};
