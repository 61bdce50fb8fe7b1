import type { Status } from "./daemon/status.ts";
import { faultWords, type Switches } from "./network/switches.ts";

/** The lab's state for a person to read. */
export function statusTable({ phase, networks, hosts, services, switches, egressAttempts }: Status): string {
  const rows = [
    ...services.map(({ name, address, port, running }) => [name, `${address}:${port}`, running ? "runs" : "ended"]),
    ...hosts.map(({ name, address, network }) => [name, address, `host in ${network}`]),
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0), 0));
  return [
    `lab       ${phase.at}${phase.at === "failed" ? `: ${phase.problem}` : ""}`,
    `networks  ${Object.entries(networks).map(([name, range]) => `${name} ${range}`).join(", ")}`,
    `aws       ${switches.awsDark ? "dark" : "answers"}`,
    ...disorder(switches).map((line) => `switched  ${line}`),
    `egress    ${egressAttempts === 0 ? "nobody tried to get out" : `${egressAttempts} attempts to get out`}`,
    "",
    ...rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()),
  ].join("\n");
}

const disorder = ({ operatorsCut, operatorsGone, storageDown, faults }: Switches): readonly string[] => [
  ...operatorsCut.map((name) => `the ${name} has no network`),
  ...operatorsGone.map((name) => `the ${name}'s machine is dead`),
  ...faults.map((name) => faultWords[name]),
  ...storageDown.map(({ for: whom, how }) => `Cloud Storage is ${how} for ${whom}`),
];
