import { port, type Passage } from "../passage.ts";

/** A part of the mirror, whose machines carry its network tag. */
export type Part = "app" | "database" | "cache" | "search" | "warden";

/** Anyone who may be at either end of a passage. */
export type Party = Part | "load-balancer" | "operators";

/** Who may speak to whom in the mirror; Google refuses every other way in by itself. */
export const passages: readonly Passage<Party>[] = [
  { from: "load-balancer", to: "app", port: port.application },
  { from: "app", to: "database", port: port.database },
  { from: "app", to: "cache", port: port.cache },
  { from: "operators", to: "app", port: port.ssh },
  { from: "operators", to: "database", port: port.ssh },
  { from: "operators", to: "cache", port: port.ssh },
  { from: "operators", to: "warden", port: port.ssh },
];

/** The ways to a search machine, for a service that has one. */
export const searchPassages: readonly Passage<Party>[] = [
  { from: "app", to: "search", port: port.search },
  { from: "operators", to: "search", port: port.ssh },
];

/** Where Google's load balancer and its health checks come from: https://cloud.google.com/load-balancing/docs/firewall-rules */
export const loadBalancerCidrs: readonly string[] = ["130.211.0.0/22", "35.191.0.0/16"];
