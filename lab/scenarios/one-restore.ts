import { z } from "zod";
import { waitFor } from "../drill/act.ts";
import { psql, succeeded, typed, type Stage } from "../drill/stage.ts";
import { expectThat } from "./scenario.ts";

const units = ["systemctl", "list-units", "--no-legend", "--plain", "--state=active", "failover-restore-*"];

/** A restore at work on the database's host. */
export type Restore = { readonly host: string; readonly unit: string };

async function databaseHost(stage: Stage): Promise<string | undefined> {
  return (await stage.hosts()).find(({ name, network }) => network === "gcp" && name.includes("database"))?.name;
}

/** Waits until a restore is running on the database's host. */
export async function restoreAtWork(stage: Stage): Promise<Restore> {
  const limits = { withinSeconds: 120, everySeconds: 0.2, next: "read what 'failover run' said above" };
  return waitFor("a restore running on the database's host", limits, async () => {
    const host = await databaseHost(stage);
    if (host === undefined) return undefined;
    const { stdout } = await stage.exec(host, units, { timeoutSeconds: 10 });
    const unit = stdout.trim().split(/\s+/)[0]?.replace(/\.service$/, "") || undefined;
    return unit === undefined ? undefined : { host, unit };
  });
}

/** The restore stands still, and goes on: one of a database of any size lasts longer than a little one's. */
export async function holdStill(stage: Stage, { host, unit }: Restore, on: boolean): Promise<void> {
  succeeded(`hold ${unit} still`, await stage.exec(host, ["systemctl", "kill", `--signal=${on ? "SIGSTOP" : "SIGCONT"}`, unit], { timeoutSeconds: 10 }));
}

const attempts = z.object({ phases: z.array(z.object({ id: z.string(), attempts: z.number() })) });

/** The traces that a run left in the world after one change of holders during the restore, counted. */
export async function nothingTwice(stage: Stage, mirror: Parameters<typeof psql>[1]): Promise<void> {
  const { phases } = attempts.parse(JSON.parse(await typed(stage, ["failover", "report", "--json"], { timeoutSeconds: 60 })));
  const tries = phases.find(({ id }) => id === "restore-data")?.attempts;
  expectThat(tries === 2, `restore-data should have been begun twice, once before the kill and once after; the journal says ${tries}`);
  const markers = await psql(stage, mirror, "SELECT count(*) FROM failover_kit.restored;");
  expectThat(markers[0] === "1", `the marker of a restore should be there once, it is there ${markers[0]} times`);
  const host = await databaseHost(stage);
  const started = host === undefined ? "" : (await stage.exec(host, ["sh", "-c", "journalctl --no-pager --output=cat -u 'failover-restore-*' | grep -c '^Started'"], { timeoutSeconds: 20 })).stdout.trim();
  expectThat(started === "1", `one restore should have been started on the target, its log counts ${started}`);
  const names = (await stage.hosts()).map(({ name }) => name);
  expectThat(new Set(names).size === names.length, `a machine is there twice: ${names.join(", ")}`);
}
