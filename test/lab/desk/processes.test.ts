import { expect, test } from "vitest";
import { outermost, toolOf, type MachineProcess } from "../../../lab/desk/processes.ts";

test.each<[string, readonly string[]]>([
  ["pulumi", ["pulumi", "up", "--stack", "gcp"]],
  ["ssh", ["/usr/bin/ssh", "-i", "keys/ssh", "admin@10.20.1.10"]],
  ["ansible-playbook", ["/cache/python/bin/python3", "/cache/python/bin/ansible-playbook", "site.yml"]],
  ["failover.mjs", ["node", "/clone/dist/failover.mjs", "run"]],
  ["python3", ["python3", "-u", "-c", "import time"]],
  ["bash", ["bash", "-c", "sleep 1"]],
  ["sh", ["sh"]],
  ["", []],
])("'%s' is what a person would call %j", (tool, argv) => expect(toolOf(argv)).toBe(tool));

test("of a program and the copies it has made of itself, the first one counts", () => {
  const one = (pid: number, parent: number, tool: string): MachineProcess => ({ pid, parent, tool, argv: [tool], stopped: false });
  const all = [one(10, 1, "failover.mjs"), one(11, 10, "ansible-playbook"), one(12, 11, "ansible-playbook"), one(13, 11, "ssh"), one(20, 1, "ansible-playbook")];
  expect(outermost(all, "ansible-playbook").map(({ pid }) => pid)).toEqual([11, 20]);
  expect(outermost(all, "pulumi")).toEqual([]);
});
