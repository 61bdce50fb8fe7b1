import { expect, test } from "vitest";
import { parseSettings, type Program } from "../../../infra/settings/parse.ts";
import { placed } from "../../../infra/settings/place.ts";

/** What is told of a stack's file whose settings Pulumi hands over like this. */
function told(program: Program, text: string, config: Readonly<Record<string, string>>): string {
  const parsed = parseSettings(program, config);
  return "problems" in parsed ? placed(parsed.problems, { name: `Pulumi.${program}.yaml`, text }).join("\n") : "no problem";
}

const dns = `encryptionsalt: v1:not-for-printing
config:
  failover-kit:active: azure # the side
  failover-kit:zoneld: not-for-printing
  failover-kit:names:
    - { name: shop.example.com, proxied: true, ttl: 300 }
    - name: direct.shop.example.com
      proxied: false
`;

test("each problem shows its line with a caret, what is missing the beginning of the settings", () => {
  const config = {
    "failover-kit:active": "azure",
    "failover-kit:zoneld": "not-for-printing",
    "failover-kit:names": `[{"name":"shop.example.com","proxied":true,"ttl":300},{"name":"direct.shop.example.com","proxied":false}]`,
  };
  expect(told("dns", dns, config)).toMatchInlineSnapshot(`
    "Pulumi.dns.yaml:2:1 failover-kit:zoneId: is missing
    2 | config:
      | ^
    Pulumi.dns.yaml:2:1 failover-kit:origins: is missing
    2 | config:
      | ^
    Pulumi.dns.yaml:3:24 failover-kit:active: Invalid option: expected one of "aws"|"gcp"
    3 |   failover-kit:active: azure
      |                        ^
    Pulumi.dns.yaml:4:3 failover-kit:zoneld: is not a setting of this kit; did you mean 'zoneId'
    4 |   failover-kit:zoneld: […]
      |   ^
    Pulumi.dns.yaml:6:53 failover-kit:names.0.ttl: must be 1 (automatic) for a proxied name
    6 |     - { name: shop.example.com, proxied: true, ttl: 300 }
      |                                                     ^"
  `);
});

test("neither a sealed value nor a password in plain sight nor another's setting is shown", () => {
  const text = `config:
  aws:secretKey: not-for-printing
  failover-kit:databaseMasterPassword: not for printing
  failover-kit:service: { secure: not-for-printing }
  failover-kit:image: { shown: { secure: not-for-printing }, ami: here }
  failover-kit:sshPublicKey: -----BEGIN PRIVATE KEY----- not-for-printing
`;
  const config = {
    "failover-kit:databaseMasterPassword": "not for printing",
    "failover-kit:service": "Not-For-Printing",
    "failover-kit:image": `{}`,
    "failover-kit:sshPublicKey": "-----BEGIN PRIVATE KEY----- not-for-printing",
  };
  const said = told("aws", text, config);
  expect(said).toContain("  failover-kit:databaseMasterPassword: […]\n");
  expect(said).toContain("  failover-kit:service: { secure: […] }\n");
  expect(said).not.toMatch(/for.printing/i);
});

test("a file that cannot be read as YAML is no reason to say less than the names", () => {
  expect(told("dns", "config: [", { "failover-kit:active": "azure" })).toContain("failover-kit:zoneId: is missing");
  expect(told("dns", "", { "failover-kit:active": "azure" })).toContain("Pulumi.dns.yaml:1:1 failover-kit:zoneId: is missing");
});
