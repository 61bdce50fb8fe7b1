import { expect, test } from "vitest";
import type { Status } from "../../lab/daemon/status.ts";
import { allOff } from "../../lab/network/switches.ts";
import { statusTable } from "../../lab/status-table.ts";

const status: Status = {
  id: "abc123",
  phase: { at: "ready" },
  progress: [],
  networks: { aws: "10.10.0.0/16", inet: "198.51.100.0/24" },
  hosts: [{ name: "app-1", network: "aws", address: "10.10.1.10" }],
  services: [{ name: "cloud-storage", address: "198.51.100.20", port: 4443, running: true }],
  switches: allOff,
  egressAttempts: 0,
};

test("a lab in peace", () => {
  expect(statusTable(status)).toBe(`lab       ready
networks  aws 10.10.0.0/16, inet 198.51.100.0/24
aws       answers
egress    nobody tried to get out

cloud-storage  198.51.100.20:4443  runs
app-1          10.10.1.10          host in aws`);
});

test("what is wrong stands out", () => {
  const broken: Status = { ...status, phase: { at: "failed", problem: "no disk" }, switches: { awsDark: true, operatorsCut: ["operator"], operatorsGone: ["second-operator"], storageDown: [{ for: "everyone", how: "silent" }], databasesGone: [], databasesFailingOver: [], faults: [] }, egressAttempts: 2, services: status.services.map((s) => ({ ...s, running: false })) };
  for (const words of ["failed: no disk", "aws       dark", "2 attempts to get out", "ended", "the operator has no network", "the second-operator's machine is dead", "Cloud Storage is silent for everyone"]) expect(statusTable(broken)).toContain(words);
});
