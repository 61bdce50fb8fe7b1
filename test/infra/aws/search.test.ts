import { expect, test } from "vitest";
import { awsExample } from "../support/example.ts";
import { runStack } from "../support/run-stack.ts";

test("a search domain is private, encrypted, in two zones and protected, behind a wall that only the application passes", async () => {
  const { made, outputs } = await runStack("aws", awsExample(), { states: { "aws:opensearch/domain:Domain": () => ({ endpoint: "vpc-shop-search.example" }) } });
  const domain = made.find(({ type }) => type === "aws:opensearch/domain:Domain");
  expect(domain).toMatchObject({
    protect: true,
    inputs: {
      domainName: "shop-search",
      clusterConfig: { instanceType: "t3.medium.search", instanceCount: 2, zoneAwarenessEnabled: true },
      vpcOptions: { subnetIds: ["shop-private-a-id", "shop-private-b-id"], securityGroupIds: ["shop-search-id"] },
      encryptAtRest: { enabled: true },
      nodeToNodeEncryption: { enabled: true },
      domainEndpointOptions: { enforceHttps: true },
    },
  });
  expect(outputs).toMatchObject({ search: { endpoint: "vpc-shop-search.example" } });
});

test("without one there is neither domain nor wall", async () => {
  const { "failover-kit:searchInstanceType": _, ...without } = awsExample();
  const { made } = await runStack("aws", without);
  expect(made.filter(({ name, type }) => type.includes("opensearch") || name === "shop-search")).toEqual([]);
});
