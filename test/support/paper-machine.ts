import type { Machine } from "../../scripts/ports.ts";

export const deskIdentity = { host: "desk", machine: "m", boot: "b", processes: "pid:[1]" } as const;

/** A machine on which every process but the kit's has this program's name, or none is at work. */
export const paperMachine = (program?: string): Machine => ({
  host: deskIdentity.host,
  identity: async () => deskIdentity,
  program: async () => program,
  self: async () => ({ machine: "desk-b", pid: 1, started: "1" }),
  isAtWork: async () => program !== undefined,
});
