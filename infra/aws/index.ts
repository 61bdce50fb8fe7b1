import { KeyPair } from "@pulumi/aws/ec2/keyPair.js";
import { resourceName } from "../naming.ts";
import type { AwsOutputs } from "../outputs.ts";
import type { Promised } from "../promised.ts";
import { restoredInstance } from "../restore/restored-instance.ts";
import { readSettings } from "../settings.ts";
import { spread } from "../sizing.ts";
import { Cache } from "./cache.ts";
import { Database } from "./database.ts";
import { Host } from "./host.ts";
import { Identity } from "./identity.ts";
import { LoadBalancer } from "./load-balancer.ts";
import { Network } from "./network.ts";
import { Objects } from "./objects.ts";
import { passages } from "./passages.ts";
import { Search } from "./search.ts";
import { Transfer } from "./transfer.ts";
import { Walls } from "./walls.ts";

/** The primary: the application behind its load balancer, its data, and the exporter that takes copies out of AWS. */
export function aws(stack: string): Promised<AwsOutputs> {
  const settings = readSettings("aws", stack);
  const { service, region, zones, certificate } = settings;
  const lifetime = { keep: true } as const;

  const network = new Network("network", { service, region, zones, cidr: settings.networkCidr });
  const walls = new Walls("walls", {
    service,
    vpcId: network.vpcId,
    operatorCidrs: settings.operatorCidrs,
    passages: passages(certificate !== undefined, settings.searchInstanceType !== undefined),
  });
  const subnetIds = network.privateSubnetIds;

  const database = new Database("database", {
    service,
    name: settings.databaseName,
    masterUser: settings.databaseMasterUser,
    masterPassword: settings.databaseMasterPassword,
    instanceType: settings.databaseInstanceType,
    dataGb: settings.databaseGb,
    subnetIds,
    securityGroupId: walls.around("database"),
    lifetime,
    deleted: settings.databaseDeleted,
  });
  // At the stack's root, under the name it had in the stack it was moved from.
  const serving = settings.databaseRestored === undefined ? database.instance : restoredInstance(settings.databaseRestored);
  if (serving === undefined) throw new Error("failover-kit:databaseDeleted is set, and no failover-kit:databaseRestored stands in its place");
  const cache = new Cache("cache", {
    service,
    instanceType: settings.cacheInstanceType,
    tls: settings.cacheTls,
    subnetIds,
    securityGroupId: walls.around("cache"),
  });
  const { searchInstanceType } = settings;
  const search =
    searchInstanceType === undefined
      ? undefined
      : new Search("search", { service, instanceType: searchInstanceType, volumeGb: settings.searchGb, subnetIds, securityGroupId: walls.around("search"), lifetime });
  const objects = new Objects("objects", { service, bucket: settings.objectsBucket ?? `${service}-objects-${region}`, lifetime });
  const { transferSubject: subject } = settings;
  const transfer = subject === undefined ? undefined : new Transfer("transfer", { service, bucket: objects.bucket, bucketArn: objects.arn, subject });

  const appIdentity = new Identity("app-identity", {
    service,
    role: "app",
    grants: [
      { actions: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], on: objects.arn.apply((arn) => `${arn}/*`) },
      { actions: ["s3:ListBucket"], on: objects.arn },
    ],
  });
  // No rights in AWS at all: Google lets the exporter in because AWS vouches for this role (infra/standby/workload-identity.ts).
  const exporterIdentity = new Identity("exporter-identity", { service, role: "exporter", grants: [] });

  const operators = resourceName(service, "operators");
  // A machine takes the key in once, when it is made: another key is for new machines, and no reason to make these anew.
  const key = new KeyPair(operators, { keyName: operators, publicKey: settings.sshPublicKey }, { deleteBeforeReplace: true });
  const machine = { service, image: settings.image, instanceType: settings.instanceType, keyName: operators };
  const app = spread(settings.appCount, subnetIds).map((subnetId, at) => {
    const role = `app-${at + 1}`;
    return new Host(role, { ...machine, role, subnetId, securityGroupId: walls.around("app"), profile: appIdentity.profile }, { dependsOn: key });
  });
  const exporter = new Host(
    "exporter",
    { ...machine, role: "exporter", subnetId: subnetIds[0], securityGroupId: walls.around("exporter"), profile: exporterIdentity.profile },
    { dependsOn: key },
  );
  const loadBalancer = new LoadBalancer("load-balancer", {
    service,
    vpcId: network.vpcId,
    subnetIds: network.publicSubnetIds,
    securityGroupId: walls.around("load-balancer"),
    targets: app,
    certificate,
    lifetime,
  });

  return {
    app: app.map(({ hostName, address }) => ({ name: hostName, address })),
    exporter: { name: exporter.hostName, address: exporter.address },
    loadBalancer: { dnsName: loadBalancer.dnsName },
    database: { address: serving.address, port: serving.port, name: settings.databaseName, masterUser: settings.databaseMasterUser },
    cache: { address: cache.address, port: cache.port },
    objects: { bucket: objects.bucket },
    ...(search === undefined ? {} : { search: { endpoint: search.endpoint } }),
    ...(transfer === undefined ? {} : { transfer: { roleArn: transfer.roleArn, queueArn: transfer.queueArn } }),
    fence: { securityGroupId: walls.around("fence") },
    exporterSide: { vpcId: network.vpcId, securityGroupId: walls.around("exporter") },
  };
}
