/** A refusal in the words of the RDS API: the provider shows it as an error, the API as XML with this status. */
export class RdsError extends Error {
  readonly code: string;
  readonly status: number;
  /** What the API says; the error's own message has the code before it, as the provider prints it. */
  readonly said: string;

  constructor(code: string, said: string, status = 400) {
    super(`api error ${code}: ${said}`);
    this.code = code;
    this.said = said;
    this.status = status;
  }
}

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html#API_DescribeDBInstances_Errors */
export const instanceNotFound = (identifier: string): RdsError => new RdsError("DBInstanceNotFound", `DBInstance ${identifier} not found.`, 404);

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBSnapshots.html#API_DescribeDBSnapshots_Errors */
export const snapshotNotFound = (id: string): RdsError => new RdsError("DBSnapshotNotFound", `DBSnapshot ${id} not found.`, 404);

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstanceAutomatedBackups.html#API_DescribeDBInstanceAutomatedBackups_Errors */
export const backupNotFound = (of: string): RdsError => new RdsError("DBInstanceAutomatedBackupNotFound", `No automated backup for ${of} was found.`, 404);

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html#API_ModifyDBInstance_Errors */
export const wrongState = (identifier: string, status: string): RdsError =>
  new RdsError("InvalidDBInstanceState", `Instance ${identifier} is not in available state: it is ${status}.`);
