import { beforeAll, expect, test } from "vitest";
import { awsOutputs } from "../../../infra/outputs.ts";
import { awsExample } from "../support/example.ts";
import { runStack, type Clouds, type Ran } from "../support/run-stack.ts";

const BUCKET = "arn:aws:s3:::shop-objects-eu-west-1";
const QUEUE = "arn:aws:sqs:eu-west-1:123456789012:shop-objects";
const ROLE = "arn:aws:iam::123456789012:role/shop-transfer";

const clouds: Clouds = {
  states: {
    "aws:ec2/instance:Instance": () => ({ privateIp: "10.10.32.7" }),
    "aws:rds/instance:Instance": () => ({ address: "shop-database.example" }),
    "aws:elasticache/replicationGroup:ReplicationGroup": () => ({ primaryEndpointAddress: "shop-cache.example" }),
    "aws:lb/loadBalancer:LoadBalancer": () => ({ dnsName: "shop-app-1.example", arn: "arn:aws:elb:app" }),
    "aws:s3/bucket:Bucket": () => ({ arn: BUCKET }),
    "aws:opensearch/domain:Domain": () => ({ endpoint: "vpc-shop-search.eu-west-1.es.amazonaws.com" }),
    "aws:sqs/queue:Queue": () => ({ arn: QUEUE, url: "https://sqs.example/shop-objects" }),
    "aws:iam/role:Role": (name) => ({ arn: `arn:aws:iam::123456789012:role/${name}` }),
  },
};

let ran: Ran;
beforeAll(async () => {
  ran = await runStack("aws", awsExample(), clouds);
});

const inputs = (type: string, name: string) => ran.made.find((made) => made.type === type && made.name === name)?.inputs ?? {};
const policy = (of: Readonly<Record<string, unknown>>, field = "policy"): unknown => JSON.parse(String(of[field]));

test("the stack tells what the standby stack must be told", () => {
  expect(awsOutputs.parse(ran.outputs).transfer).toEqual({ roleArn: ROLE, queueArn: QUEUE });
});

test("only Google's one account may be the role, and it may read the bucket and the queue", () => {
  expect(policy(inputs("aws:iam/role:Role", "shop-transfer"), "assumeRolePolicy")).toMatchObject({
    Statement: [{ Principal: { Federated: "accounts.google.com" }, Action: "sts:AssumeRoleWithWebIdentity", Condition: { StringEquals: { "accounts.google.com:sub": "109876543210987654321" } } }],
  });
  expect(policy(inputs("aws:iam/rolePolicy:RolePolicy", "shop-transfer"))).toEqual({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: ["s3:GetObject"], Resource: `${BUCKET}/*` },
      { Effect: "Allow", Action: ["s3:ListBucket", "s3:GetBucketLocation"], Resource: BUCKET },
      { Effect: "Allow", Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"], Resource: QUEUE },
    ],
  });
});

test("the bucket tells the queue of each new object, and nobody else may", () => {
  expect(inputs("aws:s3/bucketNotification:BucketNotification", "shop-objects")).toMatchObject({ queues: [{ queueArn: QUEUE, events: ["s3:ObjectCreated:*"] }] });
  expect(policy(inputs("aws:sqs/queuePolicy:QueuePolicy", "shop-objects"))).toMatchObject({
    Statement: [{ Principal: { Service: "s3.amazonaws.com" }, Action: "sqs:SendMessage", Condition: { ArnEquals: { "aws:SourceArn": BUCKET } } }],
  });
});
