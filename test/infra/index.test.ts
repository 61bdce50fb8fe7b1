import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { example } from "./support/example.ts";
import { runStack } from "./support/run-stack.ts";

test.each(["recover", "production", "toString"])("a stack called '%s' is refused with the names of those there are", async (stack) => {
  await expect(runStack(stack, {})).rejects.toThrow(`there is no stack '${stack}': the stacks are aws, standby, gcp, gcp-drill, restore, dns, export-snapshot, verify`);
});

test("a program with bad settings makes nothing, and says what is wrong and where", async () => {
  await expect(runStack("dns", { ...example("dns"), "failover-kit:active": "azure", "failover-kit:colour": "green" })).rejects.toThrow(
    [
      "the settings of stack 'dns' have 2 problem(s):",
      `  - failover-kit:active: Invalid option: expected one of "aws"|"gcp"`,
      "  - failover-kit:colour: is not a setting of this kit",
      "Correct them in Pulumi.dns.yaml, or with 'pulumi config set --stack dns KEY VALUE'.",
      "Pulumi.dns.yaml of the kit shows every one.",
    ].join("\n"),
  );
});

test("the project file starts the dispatcher through tsx, and never checks types on the day", () => {
  const root = new URL("../../", import.meta.url);
  const project: unknown = parse(readFileSync(new URL("Pulumi.yaml", root), "utf8"));
  expect(project).toMatchObject({
    name: "failover-kit",
    main: "infra/index.ts",
    runtime: { name: "nodejs", options: { typescript: false, nodeargs: "--import tsx" } },
  });
  expect(existsSync(new URL("infra/index.ts", root))).toBe(true);
});
