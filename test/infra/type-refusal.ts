import type { Lifetime } from "../../infra/lifetime.ts";
import type { Retention } from "../../infra/standby/archive.ts";

// @ts-expect-error -- deleting data needs a reason
export const silentlyDeleted: Lifetime = { keep: false };

// @ts-expect-error -- leaving the archive open to deletion needs a reason
export const silentlyOpen: Retention = { days: 30, locked: false };
