import type { Finding } from "../readiness.ts";

/** All is as it should be. */
export const green = (check: string, says: string): Finding => ({ check, light: "green", says, next: null });

/** The failover would work, but worse than it might. */
export const amber = (check: string, says: string, next: string): Finding => ({ check, light: "amber", says, next });

/** The failover would not work, or lose more than was agreed. */
export const red = (check: string, says: string, next: string): Finding => ({ check, light: "red", says, next });

/** Nobody can say. */
export const unknown = (check: string, says: string, next: string): Finding => ({ check, light: "unknown", says, next });
