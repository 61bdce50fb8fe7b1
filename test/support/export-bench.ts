import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { disk } from "../../scripts/adapters/disk.ts";
import { files } from "../../scripts/adapters/files.ts";
import { Secret } from "../../scripts/core/secret.ts";
import type { ExportPlan } from "../../scripts/pipeline/export/plan.ts";
import type { HostPorts } from "../../scripts/host-ports.ts";
import type { Shell } from "../../scripts/ports.ts";
import { backupName, keyPair } from "./backups.ts";
import { memoryStore } from "./memory-store.ts";
import { paperSource } from "./paper-source.ts";
import { paperTools } from "./paper-tools.ts";
import { sleepingClock } from "./step-world.ts";

const exporter = keyPair();

/** A plan of an export whose spool lies in this directory. */
export const exportPlan = (directory: string, change: Partial<ExportPlan> = {}): ExportPlan => ({
  ...{ service: "shop", id: backupName, bucket: "exports", from: "live", databases: ["shop"], jobs: 2, sums: false, targetMajor: undefined, previous: null },
  source: { host: "10.10.1.5", port: 5432, user: "master", password: new Secret("hunter2hunter2") },
  recipientFiles: [join(directory, "operations.pub")],
  signingKey: { path: "exporter.key", pem: exporter.signingKey },
  signer: { path: "exporter.pub", pem: exporter.signer },
  spool: join(directory, "spool"),
  ...change,
});

/** A host with paper tools on real files, a real tar, and a store in memory. */
export async function exportHost(directory: string, dump: Readonly<Record<string, string>>, source = paperSource()) {
  await files.write(join(directory, "operations.pub"), "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\n");
  const tools = paperTools(dump);
  const store = memoryStore();
  const said: string[] = [];
  const shell: Shell = {
    run: async (command, onLine, meanwhile) => {
      if (command.file !== "tar") return tools.shell.run(command, onLine, meanwhile);
      execFileSync("tar", command.args, { input: String(command.input ?? "") });
      return { exitCode: 0, stdout: "", stderr: "" };
    },
  };
  const ports: HostPorts = { shell, objects: store.objects, operator: { say: (line) => void said.push(line), progress: () => undefined }, files, clock: sleepingClock(), disk, sql: source.sql };
  return { ports, tools, store, source, said };
}
