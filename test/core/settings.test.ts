import { inspect } from "node:util";
import fc from "fast-check";
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
      recovery: { point: "newest", fenceSeconds: 60, finalExportMinutes: 60 },
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
      "SETTINGS_INVALID: 10 problems in failover.yaml:
        - failover.yaml:1:1 pulumi: is missing
          1 | version: 2
            | ^
        - failover.yaml:1:10 version: must be 1
          1 | version: 2
            |          ^
        - failover.yaml:2:10 service: 2 to 21 lower-case letters, digits or '-', a letter first
          2 | service: Shop!
            |          ^
        - failover.yaml:7:1 cloudflare.zoneId: is missing
          7 | cloudflare:
            | ^
        - failover.yaml:10:5 names.0.ttl: is missing
          10 |   - { name: shop.example.com, proxied: true, tll: […] }
             |     ^
        - failover.yaml:10:46 names.0.tll: is not a setting; did you mean 'ttl'
          10 |   - { name: shop.example.com, proxied: true, tll: […] }
             |                                              ^
        - failover.yaml:11:12 resolvers: must not be empty
          11 | resolvers: []
             |            ^
        - failover.yaml:15:9 application.port: must be a number
          15 |   port: eighty
             |         ^
        - failover.yaml:24:13 recovery.fenceSecond: is not a setting; did you mean 'fenceSeconds'
          24 | recovery: { fenceSecond: […], identity: $FAILOVER_OPERATIONS_IDENTITY }
             |             ^
        - failover.yaml:25:1 pulumy: is not a setting; did you mean 'pulumi'
          25 | pulumy: { […]: $PULUMI_CONFIG_PASSPHRASE_FILE }
             | ^"
    `);
  });

  test("a file that is not YAML is told where it ends to be", () => {
    expect(problems("version: 1\nservice: [shop\n")).toMatchInlineSnapshot(`
      "SETTINGS_INVALID: 1 problem in failover.yaml:
        - failover.yaml:3:1 not valid YAML (bad indent)
          3 |
            | ^"
    `);
    expect(problems("version: 1\nversion: 1\n")).toMatchInlineSnapshot(`
      "SETTINGS_INVALID: 1 problem in failover.yaml:
        - failover.yaml:2:1 the same key stands above with another value
          2 | version: […]
            | ^"
    `);
  });

  test("an alias that stands for nothing is a problem with its place, not a crash", () => {
    expect(problems("version: 1\nservice: *shop\n")).toContain("failover.yaml:2:10 not valid YAML (an alias of nothing above it");
  });

  test("what stands of a wrong kind is told in words, and an anchor may be used", () => {
    const text = changed(["proxied: true, ttl: 1", "proxied: &x perhaps, ttl: 1.5"], ["port: 8080", "port: 99999"], ["ssh: { user: admin", "ssh: { user: 7"], ["databases: [shop]", "databases: shop"], ["signer: keys", "signer: *x\n  jobs: 0 # keys"]);
    expect(problems(text)).toMatchInlineSnapshot(`
      "SETTINGS_INVALID: 6 problems in failover.yaml:
        - failover.yaml:11:43 names.0.proxied: must be true or false
          11 |   - { name: shop.example.com, proxied: […] perhaps, ttl: 1.5 }
             |                                            ^
        - failover.yaml:11:57 names.0.ttl: must be a whole number
          11 |   - { name: shop.example.com, proxied: […] perhaps, ttl: 1.5 }
             |                                                          ^
        - failover.yaml:13:14 ssh.user: must be a text
          13 | ssh: { user: 7, identityFile: keys/ssh }
             |              ^
        - failover.yaml:16:9 application.port: must be 65535 or less
          16 |   port: 99999
             |         ^
        - failover.yaml:21:89 export.source.databases: must be a list
          21 | …ernal, user: exporter, password: $EXPORTER_PASSWORD, databases: shop }
             |                                                                  ^
        - failover.yaml:25:9 export.jobs: must be more than 0
          25 |   jobs: 0
             |         ^"
    `);
  });

  test("an empty file is one problem, not a crash", () => {
    expect(problems("")).toMatchInlineSnapshot(`
      "SETTINGS_INVALID: 1 problem in failover.yaml:
        - failover.yaml:1:1 (top level): must be a map of settings
          1 |
            | ^"
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

  test.each([
    ["in place of a list", ["[$SHOP_SESSION_KEY]", "hunter2hunter2"]],
    ["in place of a map", ["{ user: admin, identityFile: keys/ssh }", "hunter2hunter2"]],
    ["as a key", ["[$SHOP_SESSION_KEY]", "{ hunter2hunter2: 1 }"]],
    ["as a key without a value", ["user: admin,", "user: admin, hunter2hunter2,"]],
    ["in an address", ["http://127.0.0.1:4443", "http://me:hunter2hunter2@[nowhere"]],
    ["in a comment", ["version: 1", "version: 7 # hunter2hunter2"]],
    ["as an anchor", ["service: shop", "service: &hunter2hunter2 Shop"]],
    ["over several lines", ["identityFile: keys/ssh }", 'identityFile: "hunter2\n  hunter2", usr: 1 }']],
    ["as a private key", ["identityFile: keys/ssh }", "identityFile: -----BEGIN PRIVATE KEY----- hunter2, usr: 1 }"]],
  ] as const)("a secret %s is covered", (_, change) => {
    const said = problems(changed(change));
    expect(said).toContain("SETTINGS_INVALID");
    expect(said).not.toContain("hunter2");
  });

  test("whatever stands in the place of a variable is covered, however it breaks the file", () => {
    const noise = fc.stringMatching(/^[ -~\n\t]{0,12}$/).filter((text) => !/[,{\n] *$|[A-Za-z]/.test(text));
    const place = fc.constantFrom(...(settingsText.match(/\$[A-Z_]+/g) ?? []));
    fc.assert(
      fc.property(place, noise, noise.filter((text) => !text.startsWith(":")), (name, before, after) => {
        expect(problems(changed([name, `${before}hunter2${after}`]))).not.toContain("hunter2");
      }),
      { numRuns: 500 },
    );
  });

  test("what a list's item lacks is told where that item stands", () => {
    const text = changed(["  - { name: shop.example.com, proxied: true, ttl: 1 }", "  - { name: a.example.com, proxied: true, ttl: 1 }\n  - { name: b.example.com, ttl: 1 }"]);
    expect(problems(text)).toContain("failover.yaml:12:5 names.1.proxied: is missing");
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

  test("secrets too short to be covered are named at once, never shown; a path may be short", () => {
    const env = { CLOUDFLARE_API_TOKEN: "hunter2", SHOP_SESSION_KEY: "pässwör", FAILOVER_OPERATIONS_IDENTITY: "/k" };
    const lookUp = () => resolveSettings(written, { file: "failover.yaml", needs: [...needs, "application.secrets"], valueOf: (name) => env[name as keyof typeof env] });
    expect(lookUp).toThrow(/^SECRET_TOO_SHORT: .* fewer than 8 characters:\n {2}- cloudflare\.token: \$CLOUDFLARE_API_TOKEN\n {2}- application\.secrets: \$SHOP_SESSION_KEY$/);
    expect(() => resolveSettings(written, { file: "failover.yaml", needs: [], valueOf: () => "short" }).database.ownerPassword).toThrow("SECRET_TOO_SHORT");
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
