import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runAsOperator } from "../operator.ts";
import { treesSql } from "../schemas/trees.ts";
import { everythingRolesSql, everythingSql } from "../shop/everything.ts";
import { world } from "../site/world.ts";
import { inWorkbench, type Workbench } from "../workbench/workbench.ts";
import { instructionsIn, type TypedLines } from "./printed-instructions.ts";
import { expectThat, type Scenario } from "./scenario.ts";

const STEPS = ["choose-backup", "restore-data", "verify-data"] as const;
const LIMIT_SECONDS = 180;

/** What the company's people have installed and this machine has not: as much of Google's command line as the book asks for, over the same protocol. */
const GCLOUD = `#!/bin/bash
set -e
store=${world.storageEndpoint}/storage/v1/b
case "$1 $2" in
  "storage ls") [[ $4 =~ ^gs://([^/]+)/(.*)$ ]]; bucket=\${BASH_REMATCH[1]}; wanted=\${BASH_REMATCH[2]}
    curl -sf "$store/$bucket/o" | jq -r '.items[] | [.size, .timeCreated, .name] | @tsv' | while IFS=$'\\t' read -r size at name; do if [[ $name == $wanted ]]; then echo "$size $at gs://$bucket/$name"; fi; done ;;
  "storage cp") [[ $3 =~ ^gs://([^/]+)/(.*)\\*$ ]]; bucket=\${BASH_REMATCH[1]}; prefix=\${BASH_REMATCH[2]}
    curl -sf "$store/$bucket/o?prefix=$prefix" | jq -r '.items[].name' | while read -r name; do curl -sf -o "\${name##*/}" "$store/$bucket/o/$(jq -rn --arg n "$name" '$n | @uri')?alt=media"; done ;;
  "auth print-access-token") echo lab ;;
  *) echo "gcloud $*: not in the rehearsal" >&2; exit 2 ;;
esac
`;

/** A shell that keeps its variables from one box of the book to the next, as a person's window does. */
function personsShell(bench: Workbench, tools: string) {
  const known: Record<string, string> = { DATABASE: bench.target.host.address };
  const here = async (lines: readonly string[]): Promise<string> => {
    const script = [`export PATH=${tools}:$PATH`, "set -o pipefail", 'ssh() { command ssh -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR "$@"; }', ...Object.entries(known).map(([name, value]) => `${name}='${value}'`), ...lines];
    const { exitCode, stdout, stderr } = await runAsOperator(["bash", "-e", "-c", script.join("\n")], { timeoutSeconds: LIMIT_SECONDS }).ended;
    expectThat(exitCode === 0, `what the book says ended with ${exitCode}: ${lines.join("\n")}\n${stderr.slice(-2000)} ${stdout.slice(-500)}`);
    return stdout + stderr;
  };
  const there = async (lines: readonly string[]): Promise<string> => {
    // Each line as a person types it: one that complains does not keep them from the next.
    const { exitCode, stdout, stderr } = await bench.target.host.try(["bash", "-c", `${lines.join("\n")}\n`], { timeoutSeconds: LIMIT_SECONDS });
    return `${stdout}${stderr}${exitCode === 0 ? "" : `the last line ended with ${exitCode}`}`;
  };
  return { known, type: ({ at, lines }: TypedLines) => (at.includes("database machine") ? there(lines) : here(lines)) };
}

const SUMS = `SELECT format('SELECT %L, count(*), coalesce(sum(hashtext(t::text)), 0) FROM ONLY %I.%I t;', schemaname || '.' || tablename, schemaname, tablename)
FROM pg_tables WHERE schemaname !~ '^pg_|^information_schema$|^failover_kit$' ORDER BY schemaname, tablename \\gexec`;

export const byHand: Scenario = {
  id: "by-hand",
  story: "the newest backup is chosen, fetched, opened, restored and counted by typing what the plan on paper says, with no kit; a row that is missing afterwards is named",
  run: (say) =>
    inWorkbench(say, async (bench) => {
      await bench.source.sql(everythingRolesSql(bench.environment["SHOP_AUDITOR_PASSWORD"] ?? ""));
      await bench.source.sql(`BEGIN;\n${everythingSql()}\nCOMMIT;`, { as: "shop" });
      await bench.source.sql(treesSql, { as: "shop" });
      await bench.target.makeAnew();
      const { id } = await bench.exportBackup();

      const book = join(bench.site, "plan.md");
      const printed = await runAsOperator(["failover", "plan", "--book", "--output", "plan.md"], { timeoutSeconds: 60 }).ended;
      expectThat(printed.exitCode === 0, `the book is not printed: ${printed.stderr}`);
      await bench.target.host.write("/home/admin/.ssh/authorized_keys", await readFile(join(bench.site, "keys/ssh.pub"), "utf8"), { owner: "admin:admin", mode: 0o600 });
      await bench.target.run(["rm", "-rf", "/usr/local/bin/failover", "/usr/local/lib/failover"]);
      const tools = join(bench.site, "tools");
      await mkdir(tools);
      await writeFile(join(tools, "gcloud"), GCLOUD);
      await chmod(join(tools, "gcloud"), 0o755);

      const shell = personsShell(bench, tools);
      const instructions = instructionsIn(await readFile(book, "utf8"));
      let compared = "";
      for (const step of STEPS) {
        const boxes = instructions.get(step) ?? [];
        expectThat(boxes.length > 0, `the book has nothing to type for ${step}`);
        for (const box of boxes) {
          const lines = box.lines.map((line) => line.replace("BACKUP=<folder>", `BACKUP=${id}`));
          if (lines.some((line) => line.startsWith("BACKUP="))) shell.known["BACKUP"] = id;
          const said = await shell.type({ ...box, lines });
          say(`${step}, on ${box.at}: ${said.trim().split("\n").at(-1) ?? ""}`);
          if (step === "choose-backup" && said.includes("Signature")) expectThat(said.includes("Signature Verified Successfully") && said.includes(id), `the signature is not verified: ${said}`);
          if (step === "choose-backup" && !said.includes("Signature")) expectThat((said.trim().split("\n").at(-1) ?? "").includes(id), `the newest backup is not shown last: ${said}`);
          if (lines.some((line) => line.includes("echo sound"))) expectThat(said.includes("sound"), `the files are not found sound: ${said}`);
          if (step === "verify-data") compared = said.trim();
        }
      }
      expectThat(compared === "", `the counts differ: ${compared}`);

      const [before, after] = await Promise.all([bench.source.sql(SUMS, { as: "rdsadmin" }), bench.target.sql(SUMS, { database: "shop" })]);
      expectThat(before === after, `rows differ from the source's:\n${before}\n${after}`);
      say(`${after.trim().split("\n").length} tables, each with the source's rows`);

      await bench.target.sql("SET session_replication_role = replica; DELETE FROM ONLY everything.parent;", { database: "shop" });
      const [counting] = instructions.get("verify-data") ?? [];
      const missed = counting === undefined ? "" : await shell.type(counting);
      expectThat(missed.trim().split("\n").length === 1 && missed.includes("everything.parent"), `a row that is gone is not named: '${missed}'`);
      say(`after one row was taken away: ${missed.trim()}`);
    }),
};
