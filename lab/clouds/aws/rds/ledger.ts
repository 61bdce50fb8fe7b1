import type { Lab } from "../../../daemon/lab.ts";
import type { CloudResponse, Fields } from "../../handler.ts";

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html#Overview.DBInstance.Status */
export type DbStatus = "creating" | "backing-up" | "available" | "modifying" | "rebooting" | "failed" | "deleting";

/** An RDS instance as AWS knows it; `settings` are the inputs with every default filled in, and never a password. */
export type DbInstance = {
  readonly identifier: string;
  readonly urn: string;
  readonly resourceId: string;
  readonly host: string;
  readonly endpoint: string;
  readonly createdAt: Date;
  readonly status: DbStatus;
  readonly settings: Fields;
};

/** A snapshot, with the settings its instance had when it was taken. */
export type DbSnapshot = {
  readonly id: string;
  readonly kind: "automated" | "manual";
  readonly instance: string;
  readonly resourceId: string;
  readonly status: "creating" | "available";
  readonly createdAt: Date;
  readonly settings: Fields;
  readonly tags: Readonly<Record<string, string>>;
  /** What the copy of the disk is called in the pool. */
  readonly copy: string;
};

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html */
export type DbEvent = {
  readonly at: Date;
  readonly source: string;
  readonly sourceType: "db-instance" | "db-snapshot";
  readonly categories: readonly string[];
  readonly message: string;
};

/** What RDS remembers of one lab. */
export type Ledger = {
  readonly instances: Map<string, DbInstance>;
  readonly snapshots: Map<string, DbSnapshot>;
  readonly events: DbEvent[];
  /** Instances that were deleted and whose automated backups were to stay, by resource id. */
  readonly retained: Map<string, DbInstance>;
  /** Who asked for an instance of this name, and what becomes of that. */
  readonly making: Map<string, { readonly urn: string; readonly made: Promise<CloudResponse> }>;
  /** How many instances there have been: no two have one resource id. */
  made: number;
};

const ledgers = new WeakMap<Lab, Ledger>();

/** The memory of this lab's RDS. */
export function ledgerOf(lab: Lab): Ledger {
  const known = ledgers.get(lab);
  if (known !== undefined) return known;
  const fresh: Ledger = { instances: new Map(), snapshots: new Map(), events: [], retained: new Map(), making: new Map(), made: 0 };
  ledgers.set(lab, fresh);
  return fresh;
}

/** Changes what is known of an instance; nothing when it is gone meanwhile. */
export function change(lab: Lab, identifier: string, patch: Partial<Pick<DbInstance, "status" | "settings">>): void {
  const { instances } = ledgerOf(lab);
  const known = instances.get(identifier);
  if (known !== undefined) instances.set(identifier, { ...known, ...patch });
}

/** Writes an event about an instance into RDS's own log. */
export function tell(lab: Lab, identifier: string, category: string, message: string): void {
  ledgerOf(lab).events.push({ at: new Date(), source: identifier, sourceType: "db-instance", categories: [category], message });
  lab.say(`RDS ${identifier}: ${message}`);
}
