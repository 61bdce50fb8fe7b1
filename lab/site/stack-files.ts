import { stringify } from "yaml";
import { world, type Origins } from "./world.ts";

const NAMESPACE = "failover-kit";
const config = (provider: Record<string, string>, ours: Record<string, unknown>) =>
  stringify({ config: { ...provider, ...Object.fromEntries(Object.entries(ours).map(([key, value]) => [`${NAMESPACE}:${key}`, value])) } });

const { service, google, awsRegion } = world;
/** What the `aws` stack will tell: the names are the stack's, the account is the lab's. */
const objectsSource = {
  bucket: `${service}-objects-${awsRegion}`,
  roleArn: `arn:aws:iam::000000000000:role/${service}-transfer`,
  queueArn: `arn:aws:sqs:${awsRegion}:000000000000:${service}-objects`,
};
/** The number of Google's transfer account, as its stand-in tells it. */
const transferSubject = "109876543210987654321";
const mirrorImage = `projects/${google.project}/global/images/family/${service}-mirror`;
const googleProvider = { "gcp:project": google.project, "gcp:region": google.region };

/** The stack files a company fills in before the first `pulumi up`: file name → text. */
export function stackFiles(sshPublicKey: string): ReadonlyMap<string, string> {
  const operatorCidrs = [world.operatorNetwork];
  const { project, region, zone } = google;
  return new Map([
    ["Pulumi.standby.yaml", config(googleProvider, { service, project, region, operatorCidrs, retentionUnlockedBecause: "a rehearsal is removed within the hour", objectsSource, wardenZone: zone, wardenImage: "debian-13", sshPublicKey })],
    ["Pulumi.aws.yaml", config({ "aws:region": world.awsRegion }, { service, region: world.awsRegion, operatorCidrs, sshPublicKey, image: "ami-0debian13", appCount: 2, databaseName: world.database.name, databaseMasterUser: world.database.master, transferSubject })],
    ["Pulumi.verify.yaml", config({ ...googleProvider, "gcp:zone": zone }, { service, project, region, zone, sshPublicKey, image: mirrorImage })],
    ["Pulumi.restore.yaml", config({ "aws:region": world.awsRegion }, { service, region: world.awsRegion })],
    ["Pulumi.export-snapshot.yaml", config({ "aws:region": world.awsRegion }, { service, region: world.awsRegion })],
    ["Pulumi.gcp.yaml", config({ ...googleProvider, "gcp:zone": zone }, { service, project, region, zone, sshPublicKey, image: mirrorImage, appCount: 2, cacheFilled: true })],
    ["Pulumi.dns.yaml", dnsStackFile({ aws: "not-yet.invalid", gcp: "192.0.2.1" })],
  ]);
}

/** The `dns` stack's file, once both sides' origins are known. */
export function dnsStackFile(origins: Origins): string {
  return config({}, {
    active: "aws",
    zoneId: world.zoneId,
    names: world.names,
    origins: { aws: { type: "CNAME", content: origins.aws }, gcp: { type: "A", content: origins.gcp } },
    ...(origins.database === undefined ? {} : { databaseAlias: { ...world.databaseAlias, content: origins.database } }),
  });
}
