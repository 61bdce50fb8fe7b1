import { bucket as s3Bucket, bucketVersioning } from "./aws/bucket.ts";
import { database } from "./aws/rds/database.ts";
import { instance as ec2Instance } from "./aws/instance.ts";
import { loadBalancer, loadBalancerPart as awsBalancerPart } from "./aws/load-balancer.ts";
import { replicationGroup } from "./aws/replication-group.ts";
import { ingressRule } from "./aws/security-group-rule.ts";
import { dnsRecord } from "./cloudflare/dns-record.ts";
import { address } from "./gcp/address.ts";
import { bucket as storageBucket } from "./gcp/bucket.ts";
import { instance as computeInstance } from "./gcp/instance.ts";
import { forwardingRule, instanceGroup, loadBalancerPart as googleBalancerPart } from "./gcp/load-balancer.ts";
import { serviceAccount } from "./gcp/service-account.ts";
import { transferJob } from "./gcp/transfer-job.ts";
import type { Handler } from "./handler.ts";

/** The resource types that become something real in the lab. Every other type is remembered and echoed. */
export const handlers: ReadonlyMap<string, Handler> = new Map([
  ["aws:ec2/instance:Instance", ec2Instance],
  ["aws:elasticache/replicationGroup:ReplicationGroup", replicationGroup],
  ["aws:lb/listener:Listener", awsBalancerPart],
  ["aws:lb/loadBalancer:LoadBalancer", loadBalancer],
  ["aws:lb/targetGroup:TargetGroup", awsBalancerPart],
  ["aws:lb/targetGroupAttachment:TargetGroupAttachment", awsBalancerPart],
  ["aws:rds/instance:Instance", database],
  ["aws:s3/bucket:Bucket", s3Bucket],
  ["aws:s3/bucketVersioning:BucketVersioning", bucketVersioning],
  ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", ingressRule],
  ["cloudflare:index/dnsRecord:DnsRecord", dnsRecord],
  ["gcp:compute/address:Address", address],
  ["gcp:compute/backendService:BackendService", googleBalancerPart],
  ["gcp:compute/globalAddress:GlobalAddress", address],
  ["gcp:compute/globalForwardingRule:GlobalForwardingRule", forwardingRule],
  ["gcp:compute/instance:Instance", computeInstance],
  ["gcp:compute/instanceGroup:InstanceGroup", instanceGroup],
  ["gcp:compute/targetHttpProxy:TargetHttpProxy", googleBalancerPart],
  ["gcp:compute/uRLMap:URLMap", googleBalancerPart],
  ["gcp:serviceaccount/account:Account", serviceAccount],
  ["gcp:storage/bucket:Bucket", storageBucket],
  ["gcp:storage/transferJob:TransferJob", transferJob],
]);
