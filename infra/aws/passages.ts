import { port, type Passage } from "../passage.ts";

/** The parts of the primary that stand behind a wall of their own; nothing leads through the fence, which a broken database is put behind. */
export const guarded = ["load-balancer", "app", "exporter", "database", "cache", "search", "fence"] as const;

/** A part of the primary with a security group. */
export type Guarded = (typeof guarded)[number];

/** Anyone who may be at either end of a passage. */
export type Party = Guarded | "world" | "operators";

/** Who may speak to whom in the primary. Names and time come from the VPC itself, which no security group sees. */
export function passages(encrypted: boolean, search: boolean): readonly Passage<Party>[] {
  return [
    { from: "world", to: "load-balancer", port: port.http },
    ...(encrypted ? [{ from: "world", to: "load-balancer", port: port.https } as const] : []),
    { from: "load-balancer", to: "app", port: port.application },
    { from: "app", to: "database", port: port.database },
    { from: "app", to: "cache", port: port.cache },
    ...(search ? [{ from: "app", to: "search", port: port.https } as const] : []),
    { from: "app", to: "world", port: port.https },
    { from: "exporter", to: "database", port: port.database },
    { from: "exporter", to: "cache", port: port.cache },
    { from: "exporter", to: "world", port: port.https },
    { from: "operators", to: "app", port: port.ssh },
    { from: "operators", to: "exporter", port: port.ssh },
  ];
}
