import { everythingRolesSql, everythingSql } from "../shop/everything.ts";
import { addRdsOnly } from "../workbench/rds-only.ts";
import { inWorkbench, type Workbench } from "../workbench/workbench.ts";
import { expectThat, type Scenario } from "./scenario.ts";

async function fill(bench: Workbench): Promise<void> {
  await bench.source.sql(everythingRolesSql(bench.environment["SHOP_AUDITOR_PASSWORD"] ?? ""));
  await bench.source.sql(`BEGIN;\n${everythingSql()}\nCOMMIT;`, { as: "shop" });
  await addRdsOnly(bench, "shop");
}

async function auditorLogsIn(bench: Workbench): Promise<void> {
  const password = bench.environment["SHOP_AUDITOR_PASSWORD"] ?? "";
  await bench.target.host.write("/root/.pgpass", `*:*:*:auditor:${password}\n`, { mode: 0o600 });
  const who = await bench.target.run(["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--host=127.0.0.1", "--username=auditor", "--dbname=shop", "--command=SELECT current_user"]);
  expectThat(who.trim() === "auditor", `the auditor should log in with the new password; the server says '${who.trim()}'`);
  const { exitCode } = await bench.target.host.try(["grep", "--recursive", "--quiet", "--fixed-strings", password, "/var/log/postgresql", "/run/failover", "/var/lib/failover"]);
  expectThat(exitCode === 1, "the new password stands in the server's log, or in a file that should be gone");
}

export const oddSchemas: Scenario = {
  id: "odd-schemas",
  story: "one of everything is exported from a limited master's instance and restored on the mirror; object by object it is the same, or the report says how it is mapped",
  run: (say) =>
    inWorkbench(say, async (bench) => {
      await fill(bench);
      const backup = await bench.exportBackup();
      const restored = await bench.restore(backup.id);
      expectThat(restored.state === "done", `the restore failed while ${restored.phase}: ${restored.failure?.what ?? "without a word"}`);
      await auditorLogsIn(bench);
      const { databases } = await bench.verify();
      for (const { name, differences, classes } of databases) {
        for (const { objects, same, mapped } of classes) say(`${name}: ${objects}: ${same} same${mapped.map((one) => `; ${one.name}: ${one.how}`).join("")}`);
        expectThat(differences.length === 0, `${name} differs: ${differences.join("\n")}`);
      }
    }),
};
