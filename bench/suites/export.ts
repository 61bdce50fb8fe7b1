import { readdir, readFile, readlink, stat } from "node:fs/promises";
import { join } from "node:path";
import { goesFirst, standsEqual } from "../../lab/hosts/goes-first.ts";
import { namespaceFile, namespaces } from "../../lab/network/plan.ts";
import { everythingRolesSql, everythingSql } from "../../lab/shop/everything.ts";
import { gigabyteSql } from "../../lab/shop/seed.ts";
import { everythingOf, partsOf } from "../../lab/shop/size.ts";
import { world } from "../../lab/site/world.ts";
import { inWorkbench, type Workbench } from "../../lab/workbench/workbench.ts";
import { alternate } from "../alternate.ts";
import { compare } from "../comparison.ts";
import { runProgram } from "../run-program.ts";
import type { Result, Suite } from "../suite.ts";

const kit = join(import.meta.dirname, "../..");
const ROUNDS = 5;
const JOBS = 2;
const SECONDS = 600;
const GIGABYTE = 1e9;

/** A whole export, counted, encrypted and uploaded, against pg_dump alone with the same options, from the same database over the same network. */
export const suite: Suite = {
  about: "how much longer 'failover export' takes than a bare 'pg_dump -Fd' with the same options; a database of 1 GB that compresses well and one that does not, and the kit's own peak of memory and processor time",
  run: async (say, { bytes: size = GIGABYTE }) => {
    await runProgram("node", ["build.mjs"], kit);
    const results: Result[] = [];
    for (const { ids: [id, idOfOneMachine], fill } of databases) {
      await inWorkbench(say, async (bench) => {
        await fill(bench, size);
        say(`the database is filled: ${(await bench.source.sql("SELECT pg_size_pretty(pg_database_size(current_database()))")).trim()}`);
        const result = await exportsOf(bench, say);
        // In production the server is another machine, whose processors nobody on the exporter's host can take.
        if (await goesFirst(bench.lab.place, bench.source.host.name)) results.push(await result(id, "the server goes first on this machine's processors"));
        else say(`${id}: not measured, since this machine does not weigh cgroups against each other for the processors`);
        if (idOfOneMachine === undefined) return;
        await standsEqual(bench.lab.place, bench.source.host.name);
        results.push(await result(idOfOneMachine, "the server, the exporter's host and the storage stand-in share the processors evenly"));
      });
    }
    return results;
  },
};

type Database = { readonly ids: readonly [string, string?]; readonly fill: (bench: Workbench, bytes: number) => Promise<void> };

/** One of everything, of which a twentieth remains in a dump, most of it in tables; and the restores' own, of which a fifth remains, a third of that in large objects. */
const databases: readonly Database[] = [
  {
    ids: ["export/bare-dump", "export/bare-dump-one-machine"],
    fill: async (bench, bytes) => {
      await bench.source.sql(everythingRolesSql(bench.environment["SHOP_AUDITOR_PASSWORD"] ?? ""));
      await filled(bench, everythingSql(everythingOf(bytes)));
    },
  },
  { ids: ["export/bare-dump-dense"], fill: (bench, bytes) => filled(bench, gigabyteSql(partsOf(bytes))) },
];

async function filled(bench: Workbench, sql: string): Promise<void> {
  await bench.changeSetting(["export", "jobs"], JOBS);
  await bench.source.sql(`BEGIN;\n${sql}\nCOMMIT;\nVACUUM ANALYZE;`, { as: "shop", timeoutSeconds: SECONDS });
  // Only AWS itself may ask for a checkpoint.
  await bench.source.sql("CHECKPOINT", { as: "rdsadmin" });
}

/** Measures one export by itself, and then as many rounds as are asked for by a name. */
async function exportsOf(bench: Workbench, say: (line: string) => void): Promise<(id: string, server: string) => Promise<Result>> {
  const before = await storeSeconds(bench);
  const { peakMegabytes, processorSeconds, bytes } = await costOf(bench);
  const atStore = (await storeSeconds(bench)) - before;
  say(`the kit's own process took ${peakMegabytes.toFixed(0)} MB at its peak (VmHWM) and ${processorSeconds.toFixed(1)} s of processor time, for ${(bytes / 1e6).toFixed(0)} MB of backup; the storage stand-in took ${atStore.toFixed(1)} s, on the same processors`);
  let dumps = 0;
  const told = (what: string, once: () => Promise<unknown>) => async () => {
    const begun = performance.now();
    await once();
    say(`${what}: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  };
  return async (id, server) => {
    say(`${id}: ${ROUNDS} rounds, ${server}`);
    const rounds = await alternate(told("failover export", () => bench.exportBackup([], SECONDS)), told("pg_dump", () => bareDump(bench, (dumps += 1))), ROUNDS);
    const measured = `failover export of ${(bytes / 1e6).toFixed(0)} MB, peak ${peakMegabytes.toFixed(0)} MB, ${processorSeconds.toFixed(1)} s of processor in its own process, ${atStore.toFixed(1)} s in the storage stand-in`;
    return { id, measured, against: `pg_dump -Fd -j ${JOBS} -Z zstd:1`, server, ...compare(rounds) };
  };
}

const user = "failover-export";
const bare = "/var/cache/failover-export/bare";
const unit = ["systemd-run", "--wait", "--pipe", "--collect", "--quiet", `--property=User=${user}`, "--property=EnvironmentFile=/etc/failover-export/environment", "--property=CacheDirectory=failover-export", "--property=CacheDirectoryMode=0700"];

/** What a person would type instead, as the same user, to the same disk; each to a directory of its own, since clearing the last one away is not part of it. */
async function bareDump({ exporter, source }: Workbench, n: number): Promise<void> {
  const options = `--format=directory --jobs=${JOBS} --compress=zstd:1 --no-sync --no-subscriptions --exclude-schema=failover_kit --no-password --file=${bare}-${n}`;
  const typed = `PGPASSWORD="$EXPORTER_DATABASE_PASSWORD" pg_dump ${options} --host=${source.address} --username=exporter ${world.database.name}`;
  await exporter.run([...unit, "sh", "-c", typed], { timeoutSeconds: SECONDS });
}

/** The processor time that the stand-in for Cloud Storage has taken since it was started. */
async function storeSeconds({ lab: { place } }: Workbench): Promise<number> {
  const network = `net:[${(await stat(namespaceFile(namespaces(place.id).storage.namespace))).ino}]`;
  const ticksPerSecond = Number(await runProgram("getconf", ["CLK_TCK"], kit));
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const ticks = await Promise.all(
    pids.map(async (pid) => {
      const [comm = "", at] = await Promise.all([readFile(`/proc/${pid}/stat`, "utf8"), readlink(`/proc/${pid}/ns/net`)]).catch(() => []);
      const fields = comm.slice(comm.lastIndexOf(")") + 2).split(" ").map(Number);
      return at === network ? (fields[11] ?? 0) + (fields[12] ?? 0) : 0;
    }),
  );
  return ticks.reduce((sum, one) => sum + one, 0) / ticksPerSecond;
}

/** One export that is not timed: it warms everything up, and its process is looked at until it ends; what it does in its last tenth of a second is not seen. */
async function costOf(bench: Workbench): Promise<{ readonly peakMegabytes: number; readonly processorSeconds: number; readonly bytes: number }> {
  const look = `peak=0 ticks=0
while [ ! -e /run/export-ended ]; do
  for pid in $(pgrep -f "^node .*start.mjs export"); do
    now=$(awk '/VmHWM/ { print $2 }' /proc/$pid/status 2>/dev/null); [ "\${now:-0}" -gt "$peak" ] && peak=$now
    now=$(awk '{ print $14 + $15 }' /proc/$pid/stat 2>/dev/null); [ "\${now:-0}" -gt "$ticks" ] && ticks=$now
  done
  sleep 0.1
done
echo "$peak $ticks $(getconf CLK_TCK)"`;
  await bench.exporter.run(["rm", "-f", "/run/export-ended"]);
  const looking = bench.exporter.run(["sh", "-c", look], { timeoutSeconds: SECONDS });
  const { bytes } = await bench.exportBackup([], SECONDS).finally(() => bench.exporter.run(["touch", "/run/export-ended"]));
  const [peak = 0, ticks = 0, ticksPerSecond = 1] = (await looking).trim().split(" ").map(Number);
  return { peakMegabytes: peak / 1024, processorSeconds: ticks / ticksPerSecond, bytes };
}
