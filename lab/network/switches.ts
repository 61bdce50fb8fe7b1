import type { OperatorName } from "./plan.ts";

/** How a service that is down answers: connections are refused and broken, or no packet comes back at all. */
export type Silence = "refused" | "silent";

export type StorageDown = { readonly for: OperatorName | "everyone"; readonly how: Silence };

/** What else can be broken: each thing by itself, while all around it is well. */
export const faultNames = ["edge-down", "cloudflare-api-down", "dns-down", "cache-gone", "search-gone", "s3-down", "control-plane-down", "code-bug", "backbone-cut", "monitoring-lies"] as const;
export type FaultName = (typeof faultNames)[number];

/** What is out of order in the lab, as its switches stand. */
export type Switches = {
  readonly awsDark: boolean;
  /** Operators whose machines have no network at all. */
  readonly operatorsCut: readonly OperatorName[];
  /** Operators whose machines are dead. */
  readonly operatorsGone: readonly OperatorName[];
  readonly storageDown: readonly StorageDown[];
  /** Databases whose disks are gone while their cloud is otherwise well. */
  readonly databasesGone: readonly string[];
  /** Databases whose standby is taking over and has not done so yet. */
  readonly databasesFailingOver: readonly string[];
  readonly faults: readonly FaultName[];
};

/** One switch turned. */
export type Turn =
  | { readonly name: "aws-dark"; readonly on: boolean }
  | { readonly name: "operator-cut"; readonly on: boolean; readonly operator: OperatorName }
  | { readonly name: "machine-gone"; readonly on: boolean; readonly operator: OperatorName }
  | ({ readonly name: "storage-down"; readonly on: boolean } & StorageDown)
  | FaultTurn
  | DatabaseTurn;

export type FaultTurn = { readonly name: FaultName; readonly on: boolean };

/** A switch of one database; an empty name is the only one there is. */
export type DatabaseTurn = { readonly name: "database-gone" | "database-failover"; readonly on: boolean; readonly instance: string };

/** A lab in peace. */
export const allOff: Switches = { awsDark: false, operatorsCut: [], operatorsGone: [], storageDown: [], databasesGone: [], databasesFailingOver: [], faults: [] };

/** How the switches stand after one has been turned; turning it twice is turning it once. */
export function turned(switches: Switches, turn: Turn): Switches {
  switch (turn.name) {
    case "aws-dark":
      return { ...switches, awsDark: turn.on };
    case "operator-cut":
      return { ...switches, operatorsCut: toggled(switches.operatorsCut, turn.operator, turn.on) };
    case "machine-gone":
      return { ...switches, operatorsGone: toggled(switches.operatorsGone, turn.operator, turn.on) };
    case "storage-down": {
      const others = switches.storageDown.filter((down) => down.for !== turn.for);
      return { ...switches, storageDown: turn.on ? [...others, { for: turn.for, how: turn.how }] : others };
    }
    case "database-gone":
      return { ...switches, databasesGone: toggled(switches.databasesGone, turn.instance, turn.on) };
    case "database-failover":
      return { ...switches, databasesFailingOver: toggled(switches.databasesFailingOver, turn.instance, turn.on) };
    default:
      return { ...switches, faults: toggled(switches.faults, turn.name, turn.on) };
  }
}

const toggled = <Name extends string>(names: readonly Name[], name: Name, on: boolean): readonly Name[] => {
  const others = names.filter((other) => other !== name);
  return on ? [...others, name] : others;
};

/** What has just changed, in words. */
export function describeTurn(turn: Turn): string {
  switch (turn.name) {
    case "aws-dark":
      return turn.on ? "AWS is dark" : "AWS is back";
    case "operator-cut":
      return turn.on ? `the ${turn.operator}'s network is gone` : `the ${turn.operator}'s network is back`;
    case "machine-gone":
      return turn.on ? `the ${turn.operator}'s machine is dead` : `the ${turn.operator}'s machine has booted`;
    case "storage-down":
      return turn.on ? `Cloud Storage is ${turn.how} for ${turn.for}` : `Cloud Storage answers ${turn.for} again`;
    case "database-gone":
      return turn.on ? `the disk of ${turn.instance} is gone` : `the disk of ${turn.instance} is back`;
    case "database-failover":
      return turn.on ? `the standby of ${turn.instance} is taking over` : `the standby of ${turn.instance} has taken over`;
    default:
      return `${faultWords[turn.name]}: ${turn.on ? "so" : "no more"}`;
  }
}

/** What each of these faults is, in words. */
export const faultWords: Readonly<Record<FaultName, string>> = {
  "edge-down": "Cloudflare's edge answers everything with an error of its own",
  "cloudflare-api-down": "Cloudflare's API is stopped",
  "dns-down": "the authoritative servers of the company's zone are silent",
  "cache-gone": "the cache in AWS is stopped",
  "search-gone": "the search in AWS is stopped",
  "s3-down": "S3 is silent",
  "control-plane-down": "AWS's interfaces that change things are silent; what runs goes on",
  "code-bug": "the application fails at orders, by its own fault",
  "backbone-cut": "the operators reach half of the internet, and neither AWS nor the edge",
  "monitoring-lies": "Pingdom's locations say down",
};
