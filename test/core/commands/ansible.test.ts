import { expect, test } from "vitest";
import { playbook } from "../../../scripts/core/commands/ansible.ts";
import { show } from "../../../scripts/core/commands/command.ts";
import { contextWith } from "../../support/step-world.ts";

const run = "/project/.failover/runs/r20261123-081500-ab12";

test("plays on this run's machines, with what the kit knows above what the company wrote", () => {
  const command = playbook(contextWith(), "start-app");
  expect(show({ ...command, env: {} })).toBe(
    `ansible-playbook --inventory ${run}/inventory.json --extra-vars @/project/site-vars.yml --extra-vars @${run}/variables.json /kit/ansible/start-app.yml`,
  );
  expect(command.cwd).toBe(run);
});

test("hands secrets over in the environment, and shows none of them", () => {
  const command = playbook(contextWith(), "configure-database");
  expect(Object.keys(command.env ?? {})).toEqual(expect.arrayContaining(["PAYMENT_KEY", "FAILOVER_DATABASE_PASSWORD"]));
  expect(show(command)).toContain("FAILOVER_DATABASE_PASSWORD='[secret]'");
  expect(show(command)).not.toMatch(/shop_database_password|payment_key/);
});
