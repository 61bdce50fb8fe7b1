import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { inPlace } from "../../infra/frames.ts";

const stack = [
  "Error: the settings of stack 'aws' have 2 problem(s)",
  "    at readSettings (/srv/failover-kit/infra/settings.ts:8:9)",
  "    at async Stack.initialize (/srv/failover-kit/node_modules/@pulumi/runtime/stack.ts:78:28)",
  "    at async Stack.initializeAndRegisterOutputs (/srv/failover-kit/node_modules/@pulumi/resource.ts:1598:22)",
].join("\n");

test("a frame of Pulumi's SDK is put back into its package, and no other is touched", () => {
  expect(inPlace(stack)).toBe(stack.replace("@pulumi/resource.ts", "@pulumi/pulumi/resource.ts"));
});

test("Pulumi's way of printing an error comes to an end", () => {
  const print = `const error = new Error("x"); error.stack = process.argv[1]; console.log(require("node:util").inspect(error, { colors: true }));`;
  const { status, stdout } = spawnSync(process.execPath, ["-e", print, inPlace(stack)], { timeout: 10_000, encoding: "utf8" });
  expect(status).toBe(0);
  expect(stdout).toContain("2 problem(s)");
});
