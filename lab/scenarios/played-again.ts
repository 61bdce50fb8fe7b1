import { waitFor } from "../drill/act.ts";
import { inFreshLab } from "../in-fresh-lab.ts";
import type { Bench } from "../workbench/on-host.ts";
import { delayAddress, mirrorHosts, reboot, wentWell, type MirrorHosts } from "./mirror-hosts.ts";
import { expectThat, type Scenario } from "./scenario.ts";

const POSTGRES = "postgresql@17-main.service";
const CACHE = "valkey-server.service";
/** A parameter group that has the server write down what changes it. */
const TALKATIVE = { log_statement: "ddl", log_min_duration_statement: 0 };
const WRAPPER = "/usr/local/bin/failover";

const pidOf = async (host: Bench, unit: string): Promise<string> => (await host.run(["systemctl", "show", "--property=MainPID", "--value", unit])).trim();
const sql = async ({ database }: MirrorHosts, query: string): Promise<string> => (await database.run(["runuser", "-u", "postgres", "--", "psql", "-XAtc", query])).trim();
const inCache = ({ cache }: MirrorHosts, ...words: readonly string[]) => cache.try(["valkey-cli", "-h", cache.address, ...words]);

async function answers(host: Bench, what: string, argv: readonly string[], withinSeconds = 15): Promise<void> {
  await waitFor(what, { withinSeconds, everySeconds: 0.5, next: "look at its unit" }, async () => ((await host.try(argv)).exitCode === 0 ? true : undefined));
}

/** Both servers run before anybody has configured them: Debian starts them with their packages. */
async function asAnImageLeavesThem({ database, cache }: MirrorHosts): Promise<void> {
  await Promise.all([database.run(["systemctl", "enable", "--quiet", "--now", POSTGRES]), cache.run(["systemctl", "enable", "--quiet", "--now", CACHE])]);
}

async function firstTime(hosts: MirrorHosts): Promise<void> {
  const { database, cache, app, play, password } = hosts;
  const [one, two] = await Promise.all([play("configure-database", { database_settings: TALKATIVE }), play("configure-hosts")]);
  wentWell(one, "configure-database");
  wentWell(two, "configure-hosts");
  wentWell(await play("start-app"), "start-app");
  await answers(database, "the database to answer at its own address", ["pg_isready", "--quiet", `--host=${database.address}`], 1);
  await answers(cache, "the cache to answer at its own address", ["valkey-cli", "-h", cache.address, "ping"], 1);
  await answers(app, "the application", ["curl", "--silent", "--fail", "http://127.0.0.1:8080/healthz"], 1);
  const { stdout } = await database.try(["grep", "--recursive", "--files-with-matches", "--fixed-strings", password, "/var/log"]);
  const journal = await database.run(["journalctl", "--no-pager"]);
  expectThat(stdout.trim() === "" && !journal.includes(password), "the server wrote the owner's password into its log");
}

/** What the source's own clock began there begins here when writes open, and is not held back again. */
async function opensWrites(hosts: MirrorHosts): Promise<void> {
  const jobs = () => sql(hosts, "SELECT current_setting('cron.launch_active_jobs', true)");
  expectThat((await jobs()) === "off", "the database's own jobs may begin before writes are open");
  const first = await hosts.play("open-writes");
  wentWell(first, "open-writes");
  expectThat((await jobs()) === "" && first.changed === 2, `with writes open the database's own jobs are still held back, or another thing than these two changed: ${first.said.slice(-2000)}`);
  const again = await hosts.play("open-writes");
  wentWell(again, "open-writes again");
  expectThat(again.changed === 0, `played again, open-writes changes something: ${again.said.slice(-2000)}`);
}

/** A play that was killed has written its files; the next one finds them as they should be. */
async function cutShort(hosts: MirrorHosts): Promise<void> {
  const { database, cache, play } = hosts;
  await database.run(["sed", "-i", "s/^max_connections = 200$/max_connections = 210/", "/etc/postgresql/17/main/conf.d/40-failover-production.conf"]);
  await cache.run(["sed", "-i", "s/^maxmemory 256mb$/maxmemory 300mb/", "/etc/valkey/valkey.conf"]);
  wentWell(await play("configure-database", { database_settings: TALKATIVE, database_max_connections: 210 }), "configure-database, after one that was cut short");
  wentWell(await play("configure-hosts", { cache_max_memory_mb: 300 }), "configure-hosts, after one that was cut short");
  expectThat((await sql(hosts, "SHOW max_connections")) === "210", "the database still runs with the settings of before");
  expectThat((await inCache(hosts, "config", "get", "maxmemory")).stdout.includes(String(300 * 2 ** 20)), "the cache still runs with the settings of before");
}

async function changesNothing(hosts: MirrorHosts): Promise<void> {
  const { database, cache, app, play } = hosts;
  const pids = async () => (await Promise.all([pidOf(database, POSTGRES), pidOf(cache, CACHE), pidOf(app, "shop.service")])).join(" ");
  const before = await pids();
  const more = { database_settings: TALKATIVE, database_max_connections: 210, cache_max_memory_mb: 300 };
  for (const words of [[], ["--check"]] as const) {
    for (const name of ["configure-database", "configure-hosts"]) {
      const again = await play(name, more, ...words);
      wentWell(again, `${name} again`);
      expectThat(again.changed === 0, `played again ${words.join(" ")}, ${name} changes something: ${again.said.slice(-2000)}`);
    }
  }
  // A newer kit has another one of these; that is no reason to restart a database.
  await database.run(["sh", "-c", `echo '# older' >>${WRAPPER}`]);
  wentWell(await play("configure-database", more), "configure-database with a newer kit");
  expectThat((await pids()) === before, "something was restarted although nothing that it reads had changed");
  const missing = await play("configure-database", { ...more, database_packages: ["postgresql-17", "nothing-called-so"] }, "--check");
  expectThat(missing.exitCode !== 0, "under --check a package that is missing is not told");
}

async function hidesNoData(hosts: MirrorHosts): Promise<void> {
  const { exitCode, said } = await hosts.play("configure-database", { database_disk: "/dev/disk/by-id/google-data" });
  expectThat(exitCode !== 0 && said.includes("this cluster lies on the root disk"), `a disk was about to be mounted over the data: ${said.slice(-2000)}`);
  expectThat(!(await hosts.database.run(["cat", "/etc/fstab"])).includes("google-data"), "the disk that would hide the data is in fstab: the next boot mounts it");
}

async function comesBack(hosts: MirrorHosts): Promise<void> {
  const { database, cache, app } = hosts;
  await database.run(["systemctl", "kill", "--kill-whom=main", "--signal=KILL", POSTGRES]);
  await answers(database, "a database that was killed to be back", ["pg_isready", "--quiet", `--host=${database.address}`], 30);
  await cache.run(["systemctl", "stop", CACHE]);
  await app.run(["systemctl", "restart", "shop.service"]);
  await new Promise((resolve) => setTimeout(resolve, 12_000));
  await cache.run(["systemctl", "start", CACHE]);
  await answers(app, "an application whose cache was away for a while", ["curl", "--silent", "--fail", "http://127.0.0.1:8080/healthz"]);
}

async function boots(hosts: MirrorHosts): Promise<void> {
  const { database, cache } = hosts;
  await Promise.all([database, cache].map(delayAddress));
  await Promise.all([database, cache].map(reboot));
  await answers(database, "the database at its own address after a boot", ["pg_isready", "--quiet", `--host=${database.address}`]);
  await answers(cache, "the cache at its own address after a boot", ["valkey-cli", "-h", cache.address, "ping"]);
}

export const playedAgain: Scenario = {
  id: "played-again",
  patient: true,
  story: "the mirror's roles on machines whose servers run already; cut short and played again they converge, played once more they change nothing and restart nothing; a killed server and a boot with a late address heal by themselves",
  run: (say) =>
    inFreshLab(say, async (lab) => {
      const hosts = await mirrorHosts(lab);
      await asAnImageLeavesThem(hosts);
      for (const act of [firstTime, opensWrites, cutShort, changesNothing, hidesNoData, comesBack, boots]) {
        const from = performance.now();
        await act(hosts);
        say(`${act.name}: ${((performance.now() - from) / 1000).toFixed(0)} s`);
      }
    }),
};
