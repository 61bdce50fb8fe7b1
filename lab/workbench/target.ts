import { randomBytes } from "node:crypto";
import type { ExecOptions } from "../daemon/lab.ts";
import { LabError } from "../lab-error.ts";
import { world } from "../site/world.ts";
import type { Bench } from "./on-host.ts";
import type { TargetFile } from "./target-files.ts";

/** What a restore's unit last said. */
export type Restored = { readonly unit: string; readonly state: "done" | "failed"; readonly phase: string; readonly seconds: number; readonly bytes: number; readonly failure: { readonly code: string; readonly what: string } | null };

/** A database machine of the mirror. */
export type Target = {
  readonly host: Bench;
  /** Whatever `psql` reads, said by the server's superuser. */
  sql(text: string, options?: { readonly database?: string; readonly timeoutSeconds?: number }): Promise<string>;
  /** An empty cluster tuned for a restore, as after the step `configure-database`; what was there is gone. */
  makeAnew(): Promise<void>;
  /** Restores as the step `restore-data` does and follows the unit to its end, good or bad. */
  restore(request: object, timeoutSeconds?: number): Promise<Restored>;
  run(argv: readonly string[], options?: ExecOptions): Promise<string>;
};

const psql = ["runuser", "--user", "postgres", "--", "psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--field-separator=\t", "--set", "ON_ERROR_STOP=1"];
const MAKE_ANEW = `set -e
systemctl stop postgresql@17-main
pg_dropcluster 17 main
pg_createcluster --encoding=UTF8 --locale=C.UTF-8 17 main >/dev/null`;

/** The machine as the database role leaves it. */
export function target(host: Bench, files: readonly TargetFile[], ownerPassword: string): Target {
  const sql: Target["sql"] = (text, { database = "postgres", timeoutSeconds = 60 } = {}) => host.run([...psql, `--dbname=${database}`], { stdin: text, timeoutSeconds });
  return {
    host,
    sql,
    run: host.run,
    makeAnew: async () => {
      await host.run(["sh", "-c", MAKE_ANEW]);
      for (const { path, text } of files) await host.write(path, text, path.endsWith(".conf") && path.startsWith("/etc/postgresql") ? { owner: "root:postgres", mode: 0o640 } : {});
      await host.run(["systemctl", "daemon-reload"]);
      await host.run(["systemctl", "restart", "postgresql@17-main"]);
      await sql(`CREATE ROLE ${world.database.owner} LOGIN PASSWORD '${ownerPassword}';`);
      await sql(`CREATE DATABASE ${world.database.name} OWNER ${world.database.owner} ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0;`);
    },
    restore: async (request, timeoutSeconds = 900) => {
      const unit = (await host.run(["failover", "agent-restore-begin"], { stdin: JSON.stringify(request), timeoutSeconds: 60 })).trim();
      const { run } = (request as { job: { run: string } }).job;
      const said = await host.run(["failover", "agent-restore-follow", "--run", run, "--unit", unit], { timeoutSeconds });
      const last = JSON.parse(said.trim().split("\n").at(-1) ?? "null") as Restored | null;
      if (last === null) throw new LabError(`the unit ${unit} left no last word`, said, "journalctl on the target");
      return last;
    },
  };
}

/** A run's name that no other restore on this workbench has. */
export const runId = (): string => `bench-${randomBytes(4).toString("hex")}`;
