import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { readSettings, resolveSettings, settingsForPlan, type Need } from "../../scripts/core/settings.ts";
import { settings, settingsText, variables } from "../support/settings.ts";

const written = readSettings(settingsText, "failover.yaml");
const changed = (...changes: readonly (readonly [string, string])[]) => changes.reduce((text, [from, to]) => text.replace(from, () => to), settingsText);

const problems = (text: string): string => {
  try {
    readSettings(text, "failover.yaml");
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "no problem";
};

describe("reading", () => {
  test("a sound file is read, and what it leaves out has its usual value", () => {
    expect(written).toMatchObject({
      service: "shop",
      cloudflare: { endpoint: "https://api.cloudflare.com/client/v4" },
      export: { jobs: 2, source: { port: 5432 } },
      recovery: { point: "newest", fenceSeconds: 60 },
    });
  });

  test("every problem is reported at once, each with its place", () => {
    const text = changed(
      ["version: 1", "version: 2"],
      ["service: shop", "service: Shop!"],
      ["  zoneId: 023e105f4ecef8ad9ca31a8372d0c353\n", ""],
      ["ttl: 1 }", "tll: 1 }"],
      ["port: 8080", "port: eighty"],
      ["resolvers: [192.0.2.53]", "resolvers: []"],
      ["recovery: {", "recovery: { fenceSecond: 0,"],
      ["pulumi: {", "pulumy: {"],
    );
    expect(problems(text)).toMatchInlineSnapshot(`
      "SETTINGS_INVALID: failover.yaml has 10 problems:
        - failover.yaml:1:1 pulumi: is missing
        - failover.yaml:1:10 version: must be 1
        - failover.yaml:2:10 service: 2 to 21 lower-case letters, digits or '-', a letter first
        - failover.yaml:7:1 cloudflare.zoneId: is missing
        - failover.yaml:10:3 names.0.ttl: is missing
        - failover.yaml:10:46 names.0.tll: is not a setting; did you mean 'ttl'
        - failover.yaml:11:12 resolvers: must not be empty
        - failover.yaml:15:9 application.port: must be a number
        - failover.yaml:24:13 recovery.fenceSecond: is not a setting; did you mean 'fenceSeconds'
        - failover.yaml:25:1 pulumy: is not a setting; did you mean 'pulumi'"
    `);
  });

  test("a file that is not YAML is told where it ends to be", () => {
    expect(problems("version: 1\nservice: [shop\n")).toMatchInlineSnapshot(`
      "SETTINGS_INVALID: failover.yaml has 1 problem:
        - failover.yaml:3:1 not valid YAML (bad indent)"
    `);
    expect(problems("version: 1\nversion: 1\n")).toMatchInlineSnapshot(`
      "SETTINGS_INVALID: failover.yaml has 1 problem:
        - failover.yaml:2:1 the same key stands above with another value"
    `);
  });

  test("an alias that stands for nothing is a problem with its place, not a crash", () => {
    expect(problems("version: 1\nservice: *shop\n")).toContain("failover.yaml:2:10 not valid YAML (an alias of nothing above it");
  });

  test("what stands of a wrong kind is told in words, and an anchor may be used", () => {
    const text = changed(["proxied: true, ttl: 1", "proxied: &x perhaps, ttl: 1.5"], ["port: 8080", "port: 99999"], ["ssh: { user: admin", "ssh: { user: 7"], ["databases: [shop]", "databases: shop"], ["signer: keys", "signer: *x\n  jobs: 0 # keys"]);
    expect(problems(text)).toMatchInlineSnapshot(`
      "SETTINGS_INVALID: failover.yaml has 6 problems:
        - failover.yaml:11:43 names.0.proxied: must be true or false
        - failover.yaml:11:57 names.0.ttl: must be a whole number
        - failover.yaml:13:14 ssh.user: must be a text
        - failover.yaml:16:9 application.port: must be 65535 or less
        - failover.yaml:21:89 export.source.databases: must be a list
        - failover.yaml:25:9 export.jobs: must be more than 0"
    `);
  });

  test("an empty file is one problem, not a crash", () => {
    expect(problems("")).toMatchInlineSnapshot(`
      "SETTINGS_INVALID: failover.yaml has 1 problem:
        - failover.yaml:1:1 (top level): must be a map of settings"
    `);
  });

  test.each([
    ["in place of a variable", changed(["ownerPassword: $SHOP_DATABASE_PASSWORD", "ownerPassword: hunter2hunter2"])],
    ["as a number", changed(["token: $CLOUDFLARE_API_TOKEN", "token: 20202020"])],
    ["in a list", changed(["[$SHOP_SESSION_KEY]", "[hunter2hunter2]"])],
    ["beside a mistake in YAML", changed(["ownerPassword: $SHOP_DATABASE_PASSWORD", "ownerPassword: hunter2hunter2 }, x: {"])],
    ["in broken quotes", changed(["token: $CLOUDFLARE_API_TOKEN", 'token: "hunter2hunter2'])],
    ["under a wrong key", changed(["password: $EXPORTER_PASSWORD", "password: $EXPORTER_PASSWORD, pasword: hunter2hunter2"])],
  ])("a literal secret %s is refused and not repeated", (_, text) => {
    const said = problems(text);
    expect(said).toContain("SETTINGS_INVALID");
    expect(said).not.toMatch(/hunter2|20202020/);
  });
});

describe("variables", () => {
  const needs: readonly Need[] = ["cloudflare.token", "recovery.identity"];
  const resolved = (env: Readonly<Record<string, string>>) => resolveSettings(written, { file: "failover.yaml", needs, valueOf: (name) => env[name] });

  test("all that are needed and not set are named at once", () => {
    expect(() => resolved({ CLOUDFLARE_API_TOKEN: "" })).toThrow(/cloudflare\.token: \$CLOUDFLARE_API_TOKEN\n {2}- recovery\.identity: \$FAILOVER_OPERATIONS_IDENTITY$/);
  });

  test("one that is not needed is only an error when it is touched", () => {
    const { CLOUDFLARE_API_TOKEN = "", FAILOVER_OPERATIONS_IDENTITY = "" } = variables;
    const some = resolved({ CLOUDFLARE_API_TOKEN, FAILOVER_OPERATIONS_IDENTITY });
    expect(some.cloudflare.token.reveal()).toBe("token-not-for-printing");
    expect(() => some.pulumi.passphraseFile).toThrow("VARIABLES_UNSET");
    expect(() => some.export.source.password).toThrow("export.source.password: $EXPORTER_PASSWORD");
  });

  test("a secret does not print, however it is asked", () => {
    const whole = settings();
    expect(whole.application.secrets["SHOP_SESSION_KEY"]?.reveal()).toBe("session-not-for-printing");
    const printed = [JSON.stringify(whole), inspect(whole, { depth: 9, getters: true }), String(whole.cloudflare.token), "".concat(String(whole.database.ownerPassword))].join();
    expect(printed).not.toContain("not-for-printing");
  });

  test("in a plan each stands for itself", () => {
    expect(settingsForPlan(written).pulumi.passphraseFile).toBe("$PULUMI_CONFIG_PASSPHRASE_FILE");
  });
});
