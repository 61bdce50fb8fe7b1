import { expect, test } from "vitest";
import { show } from "../../../scripts/core/commands/command.ts";
import { cancel, expectNoChanges, exportState, importState, pulumiEnvironment, stackOutputs, up } from "../../../scripts/core/commands/pulumi.ts";
import { exampleSettings } from "../../support/example-settings.ts";

const project = { settings: exampleSettings, projectDirectory: "/project" };
const withoutEnvironment = (command: Parameters<typeof show>[0]) => show({ ...command, env: {} });

test.each([
  ["a new stack", up(project, "gcp", { refresh: false }), "pulumi --cwd /project --non-interactive --color never up --stack gcp --yes --skip-preview"],
  ["a half made stack", up(project, "gcp", { refresh: true }), "pulumi --cwd /project --non-interactive --color never up --stack gcp --yes --skip-preview --refresh"],
  ["the comparison", expectNoChanges(project, "gcp"), "pulumi --cwd /project --non-interactive --color never preview --stack gcp --refresh --expect-no-changes"],
  ["the outputs", stackOutputs(project, "aws"), "pulumi --cwd /project --non-interactive --color never stack output --stack aws --json"],
  ["the removal of locks", cancel(project, "gcp"), "pulumi --cwd /project --non-interactive --color never cancel --yes --stack gcp"],
  ["the whole state", exportState(project, "gcp"), "pulumi --cwd /project --non-interactive --color never stack export --stack gcp"],
  ["another state", importState(project, "gcp", "{}"), "pulumi --cwd /project --non-interactive --color never stack import --stack gcp"],
])("%s", (_, command, line) => {
  expect(withoutEnvironment(command)).toBe(line);
  expect(command.env).toEqual(pulumiEnvironment(exampleSettings));
});

test("finds the state in the company's bucket, at the company's endpoint, written as Pulumi wants it", () => {
  expect(pulumiEnvironment(exampleSettings)).toEqual({
    PULUMI_BACKEND_URL: "gs://shop-state",
    PULUMI_CONFIG_PASSPHRASE_FILE: "pulumi_config_passphrase_file",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    STORAGE_EMULATOR_HOST: "192.0.2.20:4443",
  });
});

test("Google's own storage needs no endpoint", () => {
  const { buckets } = exampleSettings.storage;
  expect(pulumiEnvironment({ ...exampleSettings, storage: { buckets } })).not.toHaveProperty("STORAGE_EMULATOR_HOST");
});
