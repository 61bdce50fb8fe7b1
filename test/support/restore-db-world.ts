import type { Json } from "../../scripts/core/journal.ts";
import type { Order } from "../../scripts/core/restore-db/orders.ts";
import { asJson } from "../../scripts/core/restore-db/outputs.ts";
import { Secret } from "../../scripts/core/secret.ts";
import { settings } from "./settings.ts";
import type { Settings } from "../../scripts/core/settings.ts";
import type { Shell } from "../../scripts/ports.ts";
import type { Context } from "../../scripts/steps/step.ts";
import { rdsInstance } from "./paper-rds.ts";
import { scriptedShell, type Answer } from "./scripted-shell.ts";
import { contextWith } from "./step-world.ts";

export const awsStack = {
  app: [{ name: "shop-app-1", address: "10.10.32.7" }, { name: "shop-app-2", address: "10.10.33.7" }],
  exporter: { name: "shop-exporter", address: "10.10.32.9" },
  loadBalancer: { dnsName: "shop-app.elb.amazonaws.com" },
  database: { address: "shop-database.c1.eu-west-1.rds.amazonaws.com", port: 5432, name: "shop", masterUser: "master" },
  cache: { address: "shop-cache.amazonaws.com", port: 6379 },
  objects: { bucket: "shop-objects" },
  fence: { securityGroupId: "sg-fence" },
} as const;

export const looked = asJson({ lookedAt: "2026-11-25T01:04:00.000Z", broken: rdsInstance(), app: awsStack.app, exporter: awsStack.exporter, fenceGroup: "sg-fence" });
export const restored = { identifier: "shop-r1", resourceId: "db-R1", address: "shop-r1.c1.eu-west-1.rds.amazonaws.com", port: 5432 } as const;

export const awsSettings: Settings = { ...settings(), aws: { region: "eu-west-1", databaseInstance: "shop-database", warmSeconds: 60, endpoints: {} } };

/** A run of restore-db that has come so far. */
export const restoring = ({ outputs = {}, ...more }: Partial<Omit<Context, "output">> & { readonly outputs?: Record<string, Json> } = {}): Context =>
  contextWith({
    run: "r1",
    settings: awsSettings,
    given: { instance: "shop-database", source: { pointInTime: "latest" } },
    outputs: { "look-at-database": looked, "count-broken": { asked: false, because: "AWS calls it failed" }, "fence-database": { fenced: true, because: "it lets nobody in", at: "2026-11-25T01:05:00.000Z" }, "restore-instance": restored, ...outputs },
    ...more,
  });

export type Ordered = { readonly host: string; readonly user: string; readonly order: Order };

/** A shell whose exporter's host answers orders about databases, besides what the script says of other commands. */
export function orderedShell(answer: (ordered: Ordered) => object, script: Readonly<Record<string, Answer>> = {}): { readonly shell: Shell; readonly ordered: readonly Ordered[]; readonly ran: readonly string[] } {
  const ordered: Ordered[] = [];
  const rest = scriptedShell(script);
  const shell: Shell = {
    run: async (command, onLine) => {
      if (!command.args.join(" ").includes("agent-database")) return rest.shell.run(command, onLine);
      const sheet = JSON.parse(command.input instanceof Secret ? command.input.reveal() : "{}") as Ordered;
      ordered.push(sheet);
      return { exitCode: 0, stdout: `${JSON.stringify(answer(sheet))}\n`, stderr: "" };
    },
  };
  return { shell, ordered, ran: rest.ran };
}
