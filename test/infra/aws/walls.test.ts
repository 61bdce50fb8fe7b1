import { expect, test } from "vitest";
import { passages } from "../../../infra/aws/passages.ts";
import { awsExample } from "../support/example.ts";
import { runStack } from "../support/run-stack.ts";

const into = (part: string) =>
  passages(true, true)
    .filter(({ to }) => to === part)
    .map(({ from, port }) => `${from}:${port}`);

test.each([
  ["load-balancer", ["world:80", "world:443"]],
  ["app", ["load-balancer:8080", "operators:22"]],
  ["exporter", ["operators:22"]],
  ["database", ["app:5432", "exporter:5432"]],
  ["cache", ["app:6379", "exporter:6379"]],
  ["search", ["app:443"]],
])("only these reach the %s: %j", (part, expected) => {
  expect(into(part)).toEqual(expected);
});

test("without a certificate nothing listens for HTTPS", () => {
  expect(passages(false, false).some(({ to, port }) => to === "load-balancer" && port === 443)).toBe(false);
});

test("the security groups hold exactly the passages, at both ends", async () => {
  const config = { ...awsExample(), "failover-kit:operatorCidrs": `["10.30.0.0/24","192.0.2.0/24"]` };
  const { made } = await runStack("aws", config);
  const rules = made.flatMap(({ type, inputs }) => {
    const { securityGroupId: group, fromPort, toPort } = inputs;
    const peer = String(inputs["referencedSecurityGroupId"] ?? inputs["cidrIpv4"]);
    const ports = `${String(fromPort)}-${String(toPort)}`;
    if (type.endsWith(":SecurityGroupIngressRule")) return [`${peer} > ${String(group)} ${ports}`];
    if (type.endsWith(":SecurityGroupEgressRule")) return [`${String(group)} >> ${peer} ${ports}`];
    return [];
  });
  expect(rules.sort()).toEqual(
    [
      "0.0.0.0/0 > shop-load-balancer-id 443-443",
      "0.0.0.0/0 > shop-load-balancer-id 80-80",
      "10.30.0.0/24 > shop-app-id 22-22",
      "10.30.0.0/24 > shop-exporter-id 22-22",
      "192.0.2.0/24 > shop-app-id 22-22",
      "192.0.2.0/24 > shop-exporter-id 22-22",
      "shop-app-id > shop-cache-id 6379-6379",
      "shop-app-id > shop-database-id 5432-5432",
      "shop-app-id > shop-search-id 443-443",
      "shop-app-id >> 0.0.0.0/0 443-443",
      "shop-app-id >> shop-cache-id 6379-6379",
      "shop-app-id >> shop-database-id 5432-5432",
      "shop-app-id >> shop-search-id 443-443",
      "shop-exporter-id > shop-cache-id 6379-6379",
      "shop-exporter-id > shop-database-id 5432-5432",
      "shop-exporter-id >> 0.0.0.0/0 443-443",
      "shop-exporter-id >> shop-cache-id 6379-6379",
      "shop-exporter-id >> shop-database-id 5432-5432",
      "shop-load-balancer-id > shop-app-id 8080-8080",
      "shop-load-balancer-id >> shop-app-id 8080-8080",
    ].sort(),
  );
});
