import { expect, test } from "vitest";
import { parseSettings, type Problem } from "../../../infra/settings/parse.ts";
import { placed } from "../../../infra/settings/place.ts";
import { awsExample, example } from "../support/example.ts";

const problems = (parsed: object): readonly string[] => ("problems" in parsed ? placed(parsed.problems as readonly Problem[], undefined) : []);

test.each([
  ["aws", awsExample()],
  ["standby", example("standby")],
  ["gcp", example("gcp")],
  ["dns", example("dns")],
] as const)("the example of stack %s is a good one", (program, config) => {
  expect(problems(parseSettings(program, config))).toEqual([]);
});

test("every problem is named at once", () => {
  const config = {
    "failover-kit:service": "Shop",
    "failover-kit:project": "acme-recovery",
    "failover-kit:region": "europe-west1",
    "failover-kit:operatorCidrs": `["10.0.0.1/8"]`,
    "failover-kit:retentionDays": "soon",
    "failover-kit:colour": "green",
    "failover-kit:networkCdir": "10.20.0.0/20",
    "gcp:project": "another-project",
  };
  expect(problems(parseSettings("standby", config))).toEqual([
    "failover-kit:service: must be lower case letters, digits and single hyphens",
    "failover-kit:operatorCidrs.0: must be a block like 10.10.0.0/16",
    "failover-kit:retentionDays: Invalid input: expected number, received NaN",
    "failover-kit:colour: is not a setting of this kit",
    "failover-kit:networkCdir: is not a setting of this kit; did you mean 'networkCidr'",
    "gcp:project: must equal failover-kit:project",
  ]);
});

test("a setting of another stack is no mistake, and changes nothing", () => {
  const alone = parseSettings("standby", example("standby"));
  expect(parseSettings("standby", { ...example("standby"), "failover-kit:machineType": "e2-small" })).toEqual(alone);
});

test.each([
  ["aws", "service", "shop-"],
  ["aws", "service", "sg-shop"],
  ["aws", "service", "a"],
  ["aws", "networkCidr", "10.10.0.0/20"],
  ["aws", "operatorCidrs", "[]"],
  ["aws", "operatorCidrs", `["0.0.0.0/0"]`],
  ["aws", "operatorCidrs", "10.0.0.0/8"],
  ["aws", "sshPublicKey", "-----BEGIN OPENSSH PRIVATE KEY-----"],
  ["aws", "appCount", "0"],
  ["aws", "databaseName", "Shop"],
  ["aws", "cacheTls", "perhaps"],
  ["aws", "service", "my-google"],
  ["aws", "zones", `["a","a"]`],
  ["aws", "zones", `["A","b"]`],
  ["aws", "operatorCidrs", `["10.30.0.0/24","128.0.0.0/1"]`],
  ["aws", "operatorCidrs", `["10.30.0.0/24","10.30.0.0/24"]`],
  ["aws", "sshPublicKey", "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTY= operations"],
  ["aws", "databaseName", "_shop"],
  ["aws", "databaseMasterUser", "admin"],
  ["aws", "databaseMasterUser", "pg_owner"],
  ["aws", "objectsBucket", "Shop_Objects"],
  ["aws", "objectsBucket", "192.168.5.4"],
  ["aws", "searchGb", "500"],
  ["aws", "certificate", "arn:aws:iam::123456789012:role/shop"],
  ["aws", "certificate", "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"],
  ["aws", "databaseDeleted", "true"],
  ["gcp", "certificate", "projects/acme-recovery/locations/global/certificates/shop"],
  ["dns", "zoneId", "example.com"],
  ["dns", "databaseAlias", `{"name":"shop.example.com","content":"db.example.net"}`],
  ["standby", "networkCidr", "10.20.0.0/30"],
  ["standby", "networkCidr", "0.0.0.0/0"],
  ["gcp", "zone", "europe-west4-a"],
  ["dns", "active", "azure"],
  ["dns", "names", `[{"name":"shop.example.com","proxied":true,"ttl":300}]`],
  ["dns", "names", `[{"name":"shop.example.com","proxied":false},{"name":"shop.example.com","proxied":true}]`],
  ["dns", "origins", `{"aws":{"type":"CNAME","content":"lb.example.net"},"gcp":{"type":"A","content":"lb.example.net"}}`],
  ["standby", "retentionUnlockedBecause", ""],
] as const)("%s refuses %s = %s", (program, key, value) => {
  const good = program === "aws" ? awsExample() : example(program);
  expect(problems(parseSettings(program, { ...good, [`failover-kit:${key}`]: value }))).toEqual([
    expect.stringMatching(new RegExp(`^failover-kit:${key}(\\.|:)`)),
  ]);
});

test.each(["short", "has a space in it", "slash/slash/slash"])("a bad password is refused without being shown: %s", (password) => {
  const found = JSON.stringify(problems(parseSettings("aws", { ...awsExample(), "failover-kit:databaseMasterPassword": password })));
  expect(found).toContain("databaseMasterPassword");
  expect(found).not.toContain(password);
});

test("what may be left out has the value that the example shows", () => {
  const required = ["service", "region", "operatorCidrs", "sshPublicKey", "image", "databaseName", "databaseMasterPassword"];
  const config = Object.fromEntries(Object.entries(awsExample()).filter(([key]) => required.includes(key.replace("failover-kit:", ""))));
  expect(parseSettings("aws", config)).toMatchObject({
    settings: {
      zones: ["a", "b"],
      networkCidr: "10.10.0.0/16",
      appCount: 2,
      instanceType: "t3.medium",
      databaseMasterUser: "master",
      databaseGb: 20,
      databaseInstanceType: "db.t4g.medium",
      cacheInstanceType: "cache.t4g.small",
      cacheTls: false,
    },
  });
});
