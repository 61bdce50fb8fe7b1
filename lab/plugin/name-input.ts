const others = new Map([
  ["aws:ec2/keyPair:KeyPair", "keyName"],
  ["aws:elasticache/replicationGroup:ReplicationGroup", "replicationGroupId"],
  ["aws:rds/instance:Instance", "identifier"],
  ["aws:s3/bucket:Bucket", "bucket"],
]);

/** The input that would name a resource of this type in its cloud; not every type has it. */
export function nameInput(type: string): string {
  return others.get(type) ?? "name";
}
