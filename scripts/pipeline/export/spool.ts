import { createHash } from "node:crypto";
import { mayResume, readSpoolLog, spoolLine, type Dumped, type SpoolEntry, type Spooled } from "../../core/spool-log.ts";
import type { HostPorts } from "../../host-ports.ts";
import type { ExportPlan } from "./plan.ts";

/** Keeps an entry; after a crash it proves what need not be done again. */
export type SpoolLog = (entry: SpoolEntry) => Promise<void>;

const logIn = (spool: string): string => `${spool}/export.jsonl`;

const BOOT = "/proc/sys/kernel/random/boot_id";

/**
 * Two exports with one key would make the same of the same dump; one that a run asked for is finished for that run alone. The machine's boot is part of it: a dump is not synced, and
 * what a power cut left of it must not be taken for whole.
 */
async function keyOf({ files }: HostPorts, { service, bucket, from, source, databases, recipientFiles, signer, sums, forRun }: ExportPlan): Promise<string> {
  const boot = (await files.read(BOOT)) ?? "";
  return createHash("sha256").update(JSON.stringify([boot, service, bucket, from, source.host, source.port, databases, recipientFiles, signer.pem, sums, ...(forRun === undefined ? [] : [forRun])])).digest("hex");
}

/** Begins a log in the plan's own directory. */
export async function beginSpool(ports: HostPorts, plan: ExportPlan): Promise<SpoolLog> {
  const log: SpoolLog = (entry) => ports.disk.append(logIn(plan.spool), spoolLine(entry));
  await log({ type: "begun", id: plan.id, key: await keyOf(ports, plan) });
  return log;
}

/** An export that was cut off after its dump was whole, and may be finished: the plan with its name and its place. */
export type Unfinished = { readonly plan: ExportPlan; readonly spooled: Spooled & { readonly dumped: Dumped }; readonly log: SpoolLog };

/** Looks through what a killed export left behind: the newest that may be finished is handed back, everything else is removed. */
export async function clearSpools(ports: HostPorts, plan: ExportPlan, left: readonly { readonly id: string; readonly spool: string }[]): Promise<Unfinished | undefined> {
  const { disk, files, clock } = ports;
  const key = await keyOf(ports, plan);
  let found: Unfinished | undefined;
  for (const { id, spool } of left.toSorted((a, b) => (a.id < b.id ? 1 : -1))) {
    const spooled = readSpoolLog((await files.read(logIn(spool))) ?? "");
    if (found === undefined && spooled?.id === id && mayResume(spooled, key, clock.now())) {
      const own = { ...plan, id, spool };
      found = { plan: own, spooled, log: (entry) => disk.append(logIn(spool), spoolLine(entry)) };
    } else {
      await disk.remove(spool);
    }
  }
  return found;
}
