import { describe, expect, it } from "vitest";
import { accessRules, masterAndDatabase, serverSettings } from "../../../lab/clouds/aws/rds/rds-limits.ts";

const none = new Map<string, string>();
const plan = { port: 5432, keepsLog: false, logMegabytes: 2048 };

// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html
describe("connections without TLS", () => {
  it("are refused unless the parameter group says rds.force_ssl = 0", () => {
    expect(accessRules(none)).toContain("hostssl all all 10.10.0.0/16 scram-sha-256");
    expect(accessRules(new Map([["rds.force_ssl", "1"]]))).toContain("hostssl ");
    expect(accessRules(new Map([["rds.force_ssl", "0"]]))).toContain("\nhost all all 10.10.0.0/16 scram-sha-256");
  });
});

describe("the parameter group", () => {
  it("reaches the server, but for RDS's own names", () => {
    const settings = serverSettings(
      plan,
      new Map([
        ["log_lock_waits", "1"],
        ["rds.force_ssl", "1"],
        ["shared_buffers", "1TB"],
      ]),
    );
    expect(settings).toContain("log_lock_waits = '1'");
    expect(settings).not.toContain("rds.");
    expect(settings).not.toContain("1TB");
  });

  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.FeatureSupport.LogicalReplication.html
  it("turns logical replication on by rds.logical_replication", () => {
    expect(serverSettings(plan, none)).toContain("wal_level = 'replica'");
    expect(serverSettings(plan, new Map([["rds.logical_replication", "1"]]))).toContain("wal_level = 'logical'");
  });
});

// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Roles.rds_superuser.html
describe("the master role", () => {
  const script = masterAndDatabase({ user: "master", password: "it's \\ here", database: "shop" });

  it("is no superuser and replicates nothing", () => {
    expect(script).toContain(`ALTER ROLE :"master" NOSUPERUSER NOREPLICATION`);
  });

  it("cannot connect to rdsadmin", () => {
    expect(script).toContain("REVOKE CONNECT ON DATABASE rdsadmin FROM PUBLIC;");
  });

  it("may have any password without breaking out of its quotes", () => {
    expect(script).toContain(String.raw`\set password 'it\'s \\ here'`);
  });
});
