import { expect, test } from "vitest";
import { coverEvent } from "../../scripts/core/cover-event.ts";
import { environmentSecrets, settingsSecrets } from "../../scripts/core/secret-sources.ts";
import { readSettings } from "../../scripts/core/settings.ts";
import { settingsText, variables } from "../support/settings.ts";

test("every secret variable the settings name is known when it is set, and every private file, whatever a command needs", () => {
  const { SHOP_SESSION_KEY: _, ...set } = variables;
  expect(settingsSecrets(readSettings(settingsText, "failover.yaml"), set)).toEqual({
    values: ["token-not-for-printing", "password-not-for-printing", "exporter-not-for-printing"],
    files: ["/keys/exporter.pem", "/keys/operations.key", "/keys/passphrase", "keys/ssh"],
  });
});

test("the environment's own credentials are known by their names; what only names a file is read", () => {
  const secret = ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "CLOUDFLARE_API_TOKEN", "CLOUDFLARE_API_KEY", "PULUMI_CONFIG_PASSPHRASE", "PULUMI_ACCESS_TOKEN", "PGPASSWORD", "GOOGLE_OAUTH_ACCESS_TOKEN", "GITHUB_TOKEN", "VAULT_PASSWORD"];
  const harmless = ["AWS_ACCESS_KEY_ID", "PGPASSFILE", "HOME", "SSH_AUTH_SOCK", "TOKENIZERS", "MONKEY"];
  const env = Object.fromEntries([...secret, ...harmless].map((name) => [name, name.toLowerCase()]));
  expect(environmentSecrets({ ...env, PULUMI_CONFIG_PASSPHRASE_FILE: "/p", GOOGLE_CREDENTIALS: '{"private_key":"k"}', GOOGLE_APPLICATION_CREDENTIALS: "/g", DEPLOY_TOKEN: "" })).toEqual({
    values: [...secret.map((name) => name.toLowerCase()), '{"private_key":"k"}'],
    files: ["/p", "/g"],
  });
  expect(environmentSecrets({ GOOGLE_CREDENTIALS: "/g.json" })).toEqual({ values: [], files: ["/g.json"] });
});

test("every text of an event is covered, keys and numbers too; the words a replay goes by are the kit's own", () => {
  const cover = (text: string) => text.replaceAll(/stand-up|12345678/g, "[secret]");
  expect(coverEvent({ type: "step-done", step: "stand-up", output: { "a stand-up": ["stand-up", 12345678, 7, true, null, { deep: "-stand-up" }] } }, cover)).toEqual({
    type: "step-done",
    step: "stand-up",
    output: { "a [secret]": ["[secret]", "[secret]", 7, true, null, { deep: "-[secret]" }] },
  });
  expect(coverEvent({ type: "decision", decision: "stand-up", who: "stand-up", what: "stand-up", why: "stand-up" }, cover)).toEqual({ type: "decision", decision: "stand-up", who: "[secret]", what: "[secret]", why: "[secret]" });
});
