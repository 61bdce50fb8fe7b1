import {
  CreateDBSnapshotCommand,
  DeleteDBSnapshotCommand,
  ModifyDBInstanceCommand,
  paginateDescribeDBInstanceAutomatedBackups,
  paginateDescribeDBInstances,
  paginateDescribeDBParameters,
  paginateDescribeDBSnapshots,
  paginateDescribeEvents,
  RDSClient,
  RebootDBInstanceCommand,
} from "@aws-sdk/client-rds";

/** The parts of AWS's SDK that the kit uses, in one file so that a bundle holds no others. Loaded at the first call only. */
export const sdk = {
  RDSClient,
  CreateDBSnapshotCommand,
  DeleteDBSnapshotCommand,
  ModifyDBInstanceCommand,
  RebootDBInstanceCommand,
  paginateDescribeDBInstanceAutomatedBackups,
  paginateDescribeDBInstances,
  paginateDescribeDBParameters,
  paginateDescribeDBSnapshots,
  paginateDescribeEvents,
} as const;
