import { CreateDBSnapshotCommand, DescribeDBInstancesCommand, DescribeDBSnapshotsCommand, DescribeEventsCommand, RDSClient, type Tag } from "@aws-sdk/client-rds";
import { rdsApi } from "../../../../lab/clouds/aws/rds/api/rds-api.ts";
import { handle } from "../../../../lab/clouds/cloud.ts";
import type { Fields } from "../../../../lab/clouds/handler.ts";
import { onLoopback } from "../../../support/loopback.ts";
import { paperLab } from "../paper-lab.ts";

/** The lab's RDS API as AWS's own client meets it, over a lab on paper, and what the tests ask it. */
export async function rdsOnLoopback() {
  const lab = paperLab();
  const { origin, close } = await onLoopback(rdsApi(lab));
  const client = new RDSClient({ region: "eu-west-1", endpoint: origin, credentials: { accessKeyId: "lab", secretAccessKey: "lab" }, maxAttempts: 1 });
  const instances = async (DBInstanceIdentifier?: string) => (await client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }))).DBInstances ?? [];
  return {
    lab,
    origin,
    client,
    stop: async (): Promise<void> => {
      client.destroy();
      await close();
    },
    make: (identifier: string, inputs: Fields) => {
      const given = { identifier, instanceClass: "db.t3.small", username: "master", password: "correct-horse", dbName: "shop", allocatedStorage: 20, skipFinalSnapshot: true, ...inputs };
      return handle("create", "aws", { type: "aws:rds/instance:Instance", name: identifier, urn: `urn:${identifier}`, inputs: given }, lab);
    },
    instances,
    statusOf: async (identifier: string) => (await instances(identifier))[0]?.DBInstanceStatus,
    snapshots: async (DBInstanceIdentifier: string) => (await client.send(new DescribeDBSnapshotsCommand({ DBInstanceIdentifier }))).DBSnapshots ?? [],
    messages: async (SourceIdentifier: string) => ((await client.send(new DescribeEventsCommand({ SourceType: "db-instance", SourceIdentifier, Duration: 60 }))).Events ?? []).map(({ Message }) => Message),
    take: (id: string, instance: string, Tags: Tag[] = []) => client.send(new CreateDBSnapshotCommand({ DBSnapshotIdentifier: id, DBInstanceIdentifier: instance, Tags })),
  };
}
