import { expect, test } from "vitest";
import { FailoverError } from "../../scripts/core/errors.ts";
import type { Shell, Tcp } from "../../scripts/ports.ts";
import { fenceSource } from "../../scripts/steps/fence-source.ts";
import { scriptedShell } from "../support/scripted-shell.ts";
import { contextWith, portsWith } from "../support/step-world.ts";

const primary = {
  app: [{ name: "app-1", address: "10.10.1.3" }, { name: "app-2", address: "10.10.1.4" }],
  exporter: { name: "exporter", address: "10.10.1.2" },
  loadBalancer: { dnsName: "lb.elb.amazonaws.com" },
  database: { address: "10.10.1.1", port: 5432, name: "shop", masterUser: "master" },
  cache: { address: "10.10.1.8", port: 6379 },
  objects: { bucket: "shop-aws-objects" },
};
const known = { "stack output --stack aws": { stdout: JSON.stringify(primary) } };
const dark: Tcp = { connect: async (_host, _port, { timeoutSeconds }) => ({ failed: `no answer within ${timeoutSeconds} s` }) };
const lit: Tcp = { connect: async () => "connected" };

test("a dark cloud is not fenced, and the run goes on", async () => {
  const { shell, ran } = scriptedShell(known);
  expect(await fenceSource.run(portsWith({ shell, tcp: dark }), contextWith())).toEqual({
    fenced: false,
    because: [
      "database 10.10.1.1:5432: no answer within 1.5 s, 2 times",
      "app-1 (10.10.1.3): no answer within 1.5 s, 2 times",
      "app-2 (10.10.1.4): no answer within 1.5 s, 2 times",
    ],
  });
  expect(ran).toHaveLength(1);
});

test("hosts that answer are told to be read-only, as the plan showed", async () => {
  const { shell, ran, inputs } = scriptedShell({ ...known, ssh: {} });
  expect(await fenceSource.run(portsWith({ shell, tcp: lit }), contextWith())).toMatchObject({
    fenced: true,
    because: ["database 10.10.1.1:5432: it answers; only the application was asked to refuse writes", "app-1 (10.10.1.3): it was told to be read-only", expect.anything()],
  });
  expect(ran.filter((line) => line.endsWith("admin@10.10.1.4 'sudo tee /etc/shop/mode'"))).toHaveLength(1);
  expect(inputs).toEqual(["read-only\n", "read-only\n"]);
});

test("one host that refuses is enough to be not fenced", async () => {
  const { shell } = scriptedShell({ ...known, "admin@10.10.1.4": { exitCode: 255, stderr: "Permission denied (publickey)" }, ssh: {} });
  const output = await fenceSource.run(portsWith({ shell, tcp: lit }), contextWith());
  expect(output).toMatchObject({ fenced: false, because: [expect.anything(), expect.anything(), expect.stringContaining("Permission denied") as string] });
});

test.each([
  ["the state does not answer", { exitCode: 255, stderr: "could not read the bucket" }, "could not read the bucket"],
  ["the stack was never up", { stdout: "{}" }, "the aws stack has no outputs"],
  ["the stack tells something else", { stdout: '{"other": 1}' }, "app: "],
])("when %s, the hosts are not known and the run goes on", async (_, answer, reason) => {
  const { shell } = scriptedShell({ "stack output": answer });
  const output = await fenceSource.run(portsWith({ shell, tcp: dark }), contextWith());
  expect(output).toMatchObject({ fenced: false, because: [expect.anything(), expect.stringContaining(reason) as string] });
});

test("a run that is stopped meanwhile has learnt nothing of the old side, and says nothing of it", async () => {
  const stopped: Shell = { run: async () => Promise.reject(new FailoverError("COMMAND_STOPPED", { command: "pulumi" })) };
  await expect(fenceSource.run(portsWith({ shell: stopped, tcp: lit }), contextWith())).rejects.toMatchObject({ code: "COMMAND_STOPPED" });
  const { shell } = scriptedShell(known);
  const later: Shell = { run: (command) => (command.file === "ssh" ? stopped.run(command) : shell.run(command)) };
  await expect(fenceSource.run(portsWith({ shell: later, tcp: lit }), contextWith())).rejects.toMatchObject({ code: "COMMAND_STOPPED" });
});

test("never takes longer than the settings allow", () => {
  const [learn, tell] = fenceSource.preview(contextWith());
  const knocking = 2 * 1.5;
  expect((learn?.timeoutSeconds ?? Infinity) + knocking + (tell?.timeoutSeconds ?? Infinity)).toBeLessThanOrEqual(12);
});
