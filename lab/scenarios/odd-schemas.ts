import { inWorkbench } from "../workbench/workbench.ts";
import { expectThat, type Scenario } from "./scenario.ts";

export const oddSchemas: Scenario = {
  id: "odd-schemas",
  story: "a database is exported from a limited master's instance and restored on the mirror",
  run: (say) =>
    inWorkbench(say, async (bench) => {
      await bench.source.sql("CREATE TABLE t AS SELECT n FROM generate_series(1, 1000) n;", { as: "shop" });
      const backup = await bench.exportBackup();
      const restored = await bench.restore(backup.id);
      expectThat(restored.state === "done", `the restore failed: ${restored.failure?.what ?? "without a word"}`);
      expectThat((await bench.target.sql("SELECT count(*) FROM t", { database: "shop" })).trim() === "1000", "rows are missing");
    }),
};
