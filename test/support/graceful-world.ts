import { manifestName, signatureName } from "../../scripts/core/backup-names.ts";
import { words } from "../../scripts/core/commands/command.ts";
import { FailoverError } from "../../scripts/core/errors.ts";
import type { Closed, Writes } from "../../scripts/core/graceful/writes.ts";
import type { Json } from "../../scripts/core/journal.ts";
import type { Order } from "../../scripts/core/restore-db/orders.ts";
import { Secret } from "../../scripts/core/secret.ts";
import type { CommandResult, Shell } from "../../scripts/ports.ts";
import { dataObject, keyPair, manifestOf, signed } from "./backups.ts";
import { memoryStore } from "./memory-store.ts";
import { awsStack } from "./restore-db-world.ts";
import { contextWith, memoryFiles, portsWith } from "./step-world.ts";

export const RUN = "r20261126-051500-ab12";
export const closed: Closed = { databases: [{ name: "shop", refuses: true, because: "a new session is read-only" }], ended: 3, left: [] };
export const quiet: Writes = { databases: [{ name: "shop", writes: 265, shape: "a" }], meanwhile: 0, remade: [], ended: 0, open: 0, prepared: 0 };
export const fenced = { fenced: true, because: [], exporter: awsStack.exporter.address, writes: { ...quiet, databases: [...quiet.databases] } };

type Source = {
  readonly outputs?: string;
  readonly closed?: Closed | "silent";
  /** What each count of writes says in turn, the last for good. */
  readonly writes?: readonly (Writes | "silent")[];
  /** What the units of each attempt say when they are asked. */
  readonly units?: Readonly<Record<number, string>>;
  /** How following the unit ends. */
  readonly follow?: string;
  readonly service?: string;
  /** What the exporter's unit leaves in the bucket when it ends well. */
  readonly makes?: (run: string) => Promise<void>;
};

/** An AWS that still answers, on paper: application hosts, an exporter's host with its units, a database; and a bucket. */
export function source({ outputs = JSON.stringify(awsStack), closed: close = closed, writes = [quiet], units = {}, follow = "end success exited 0", service = "User=failover-export\nWorkingDirectory=/etc/failover-export\n", makes }: Source = {}) {
  const keys = keyPair();
  const store = memoryStore();
  const files = memoryFiles();
  const said: string[] = [];
  const ran: string[] = [];
  const orders: Order[] = [];
  let counts = 0;
  const answer = (order: Order): unknown => {
    orders.push(order);
    const told = order.what === "refuse-writes" ? close : (writes[Math.min(counts++, writes.length - 1)] ?? quiet);
    if (told === "silent") throw new FailoverError("COMMAND_TIMED_OUT", { command: "ssh", timeoutSeconds: 45, tail: "" });
    return told;
  };
  const ok = (stdout = ""): CommandResult => ({ exitCode: 0, stdout, stderr: "" });
  const shell: Shell = {
    run: async (command, onLine) => {
      const line = words({ ...command, env: {} }).join(" ");
      ran.push(line);
      const input = command.input instanceof Secret ? command.input.reveal() : (command.input ?? "");
      if (line.includes("agent-database")) return ok(JSON.stringify(answer((JSON.parse(input) as { order: Order }).order)));
      if (line.includes("stack output --stack aws")) return ok(outputs);
      if (line.includes("systemctl show")) return ok(service);
      if (line.includes("is-active")) return ok(units[Number(/-(\d+)'?\s*$/.exec(line)?.[1])] ?? "never");
      if (!input.startsWith("d=$1; n=$2")) return ok();
      if (follow === "broken") return { exitCode: 255, stdout: "", stderr: "Connection closed" };
      onLine?.(follow);
      if (follow.startsWith("end success")) await (makes ?? made)(RUN);
      return ok(follow);
    },
  };
  async function made(run: string | null = RUN, change: Parameters<typeof manifestOf>[0] = {}): Promise<void> {
    const manifest = manifestOf({ ...(run === null ? {} : { forRun: run }), ...change });
    const { bytes, signature } = signed(manifest, keys);
    if ((await store.objects.read("shop-exports", dataObject.name)) === undefined) await store.objects.create("shop-exports", dataObject.name, dataObject.body);
    await store.objects.create("shop-exports", signatureName("shop", manifest.id), signature);
    await store.objects.create("shop-exports", manifestName("shop", manifest.id), bytes);
  }
  void files.write("/project/keys/exporter.pub", keys.signer);
  const ports = portsWith({ shell, objects: store.objects, files, tcp: { connect: async () => "connected" }, operator: { say: (line) => void said.push(line), progress: (_, text) => void said.push(text) } });
  return { ports, store, said, ran, orders, made };
}

/** A graceful run that has come so far. */
export const graceful = ({ outputs = {}, ...more }: Parameters<typeof contextWith>[0] & { outputs?: Record<string, Json> } = {}) => contextWith({ run: RUN, outputs: { "fence-source": fenced, ...outputs }, ...more });

/** A person has chosen to go on without the last export. */
export const without = { "without:final-export": { who: "ana@laptop", because: "AWS went dark" } };
