import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { readProject } from "../../scripts/core/read-project.ts";
import { allNames } from "../../scripts/core/schema-places.ts";
import { secretsSchema } from "../../scripts/core/secrets-schema.ts";
import { siteFiles } from "../../lab/site/site-files.ts";
import { settingsText } from "../support/settings.ts";

const file = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
const examples = { settings: file("failover.example.yaml"), secrets: file("secrets.example.yaml") };

const entry = (name: string, variable: string) => ({ name, variable, home: { kind: "file", at: "the safe" }, for: "nothing works" });
const listing = (...entries: readonly object[]) => stringify({ version: 1, secrets: entries });
const variablesOf = (text: string) => [...new Set(text.match(/\$[A-Z_]+/g) ?? [])];
const whole = variablesOf(settingsText).map((variable, index) => entry(`secret-${index}`, variable));

const told = (settings: string, secrets: string | undefined): string => {
  try {
    readProject(settings, secrets);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "no problem";
};

test("the two examples agree, and so do the rehearsal's two files", () => {
  expect(told(examples.settings, examples.secrets)).toBe("no problem");
  const site = siteFiles({ site: "/clone/.lab/site", clone: "/clone" });
  expect(told(site.get("failover.yaml") ?? "", site.get("secrets.yaml") ?? "")).toBe("no problem");
});

test("the example says of each field what it is", () => {
  const [first = ""] = examples.secrets.split(/\n(?= {2}- name: shop)/);
  const described = first.split("\n").flatMap((line) => /^ *(?:- )?([a-z]+): .* # \S/.exec(line)?.[1] ?? []);
  expect(described.toSorted()).toEqual([...new Set(allNames(secretsSchema))].filter((name) => !["secrets", "home"].includes(name)).toSorted());
  expect((parse(examples.secrets) as { secrets: readonly { home: { kind: string } }[] }).secrets.map(({ home }) => home.kind)).toContain("aws-ssm");
});

test("without secrets.yaml no secret is listed, and none is asked for", () => {
  expect(readProject(settingsText, undefined).secrets).toEqual([]);
});

test("what is listed is read; more than the settings name may be listed", () => {
  expect(readProject(settingsText, listing(...whole, entry("mail", "$MAIL_KEY"))).secrets.at(-1)).toEqual(entry("mail", "$MAIL_KEY"));
});

test("a variable that no entry lists is told where the settings first name it", () => {
  const said = told(settingsText.replace("$SHOP_SESSION_KEY", "$SHOP_SESSION_KEY, $NEW_KEY, $NEW_KEY"), listing(...whole));
  expect(said).toMatchInlineSnapshot(`
    "SETTINGS_INVALID: 1 problem in failover.yaml:
      - failover.yaml:19:32 $NEW_KEY: secrets.yaml does not say where it is at home
        19 |   secrets: [$SHOP_SESSION_KEY, $NEW_KEY, $NEW_KEY]
           |                                ^"
  `);
});

test("problems of both files are told at once, and no secret in either", () => {
  const doubled = [...whole, entry("secret-1", "$SHOP_DATABASE_PASSWORD"), { ...entry("Mail", "hunter2hunter2"), home: { kind: "drawer", at: "" } }];
  const said = told(settingsText.replace("service: shop", "service: Shop"), listing(...doubled));
  expect(said).toMatchInlineSnapshot(`
    "SETTINGS_INVALID: 7 problems in failover.yaml and secrets.yaml:
      - failover.yaml:2:10 service: 2 to 21 lower-case letters, digits or '-', a letter first
        2 | service: Shop
          |          ^
      - secrets.yaml:45:11 name: is listed above already
        45 |   - name: secret-1
           |           ^
      - secrets.yaml:46:15 variable: is listed above already
        46 |     variable: $SHOP_DATABASE_PASSWORD
           |               ^
      - secrets.yaml:51:11 secrets.8.name: lower-case letters, digits and single '-', a letter first
        51 |   - name: Mail
           |           ^
      - secrets.yaml:52:15 secrets.8.variable: write the name of an environment variable, like $PGPASSWORD; never the secret itself
        52 |     variable: […]
           |               ^
      - secrets.yaml:54:13 secrets.8.home.kind: must be aws-secrets-manager or aws-ssm or google-secret-manager or password-manager or file
        54 |       kind: drawer
           |             ^
      - secrets.yaml:55:11 secrets.8.home.at: must not be empty
        55 |       at: ""
           |           ^"
  `);
  expect(said).not.toContain("hunter2");
});

test("a secrets.yaml that is no YAML is one problem, and makes no other", () => {
  expect(told(settingsText, "secrets: [")).toMatch(/^SETTINGS_INVALID: 1 problem in secrets.yaml:/);
});
