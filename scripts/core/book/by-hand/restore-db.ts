import { quoted } from "../../commands/quote.ts";
import { here, on, say, ssh, type Instructions, type Place } from "./by-hand.ts";

const at = ({ settings }: Place) => ({ region: `--region ${settings.aws?.region ?? "<region>"}`, instance: settings.aws?.databaseInstance ?? "<the instance's identifier>" });
const fenceGroup = ({ settings }: Place): string => settings.aws?.fenceSecurityGroup ?? "<the group that lets nobody in>";

export const lookAtDatabase: Instructions = (place) => {
  const { region, instance } = at(place);
  return {
    does: [
      on(
        here,
        `aws rds describe-events ${region} --source-type db-instance --source-identifier ${instance} --duration 60 --query 'Events[].[Date,Message]' --output text`,
        `aws rds describe-db-instances ${region} --db-instance-identifier ${instance} > broken.json`,
        "jq '.DBInstances[0] | {DBInstanceStatus, MultiAZ, LatestRestorableTime, DBInstanceClass, EngineVersion}' broken.json",
        `aws rds describe-db-snapshots ${region} --db-instance-identifier ${instance} --query 'reverse(sort_by(DBSnapshots,&SnapshotCreateTime))[:5].[DBSnapshotIdentifier,Status,SnapshotCreateTime]' --output text`,
      ),
      say("If the events say that a Multi-AZ failover has begun and has not ended, wait ten minutes: AWS is mending it by itself."),
      say("Choose where to restore from, least loss first: the latest restorable time; a time before the fault, if what it holds is wrong; the newest snapshot that is `available`. Write down what is lost: everything after that moment."),
    ],
    good: "`broken.json` is not empty. Keep it: the new database is made by it.",
    otherwise:
      `AWS does not answer: this is no database outage. Look at the triage again. It answers \`DBInstanceNotFound\`: the database is deleted. \`aws rds describe-db-instance-automated-backups ${region}\` and \`aws rds describe-db-snapshots ${region}\`, both without a name, show what AWS kept of it; \`source.json\` of the newest export, and \`pulumi stack export --stack aws\`, what it was. Skip the fence.`,
    minutes: 5,
  };
};

export const countBroken: Instructions = ({ settings }) => ({
  does: [
    say("If the broken one still takes logins, ask it what it holds: behind the fence nobody can. Give it a minute, not more."),
    on(here, `timeout 60 psql -h ${settings.export.source.host} -p ${settings.export.source.port} -U ${settings.database.owner} ${quoted(settings.database.name)} -c "SELECT schemaname, relname, n_live_tup FROM pg_stat_user_tables ORDER BY 1, 2" > broken-rows.txt`),
  ],
  good: "`broken-rows.txt` lists the tables.",
  otherwise: "It does not answer: go on. What was lost is then bounded by time alone.",
  minutes: 2,
});

export const fenceDatabase: Instructions = (place) => {
  const { region, instance } = at(place);
  return {
    does: [
      say("So that nobody writes into the broken one any more. It is kept: never delete it."),
      on(
        here,
        `aws rds modify-db-instance ${region} --db-instance-identifier ${instance} --vpc-security-group-ids ${fenceGroup(place)} --deletion-protection --apply-immediately`,
        `aws rds reboot-db-instance ${region} --db-instance-identifier ${instance}`,
      ),
    ],
    good: "`VpcSecurityGroups` in the answer names that group alone.",
    otherwise: "`InvalidDBInstanceState`: a failed instance takes no change. Go on, and look again once it is back.",
    minutes: 5,
  };
};

/** A fact of the broken database, as it was written into a file before. */
const ofBroken = (path: string): string => `$(jq -r '.DBInstances[0].${path}' broken.json)`;

export const restoreInstance: Instructions = (place) => {
  const { region, instance } = at(place);
  return {
    does: [
      say("Every option below is written out on purpose: left out, AWS takes its own, such as the default security group and no second zone."),
      on(
        here,
        `NEW=${instance}-$(date -u +%Y%m%d-%H%M)`,
        `aws rds restore-db-instance-to-point-in-time ${region} --source-db-instance-identifier ${instance} --target-db-instance-identifier $NEW \\`,
        "  --use-latest-restorable-time \\",
        `  --db-instance-class ${ofBroken("DBInstanceClass")} --db-subnet-group-name ${ofBroken("DBSubnetGroup.DBSubnetGroupName")} \\`,
        `  --vpc-security-group-ids ${ofBroken("VpcSecurityGroups[].VpcSecurityGroupId")} --db-parameter-group-name ${ofBroken("DBParameterGroups[0].DBParameterGroupName")} \\`,
        `  --storage-type ${ofBroken("StorageType")} --multi-az --no-publicly-accessible --copy-tags-to-snapshot --deletion-protection`,
      ),
      say("For another time put `--restore-time 2026-11-23T08:00:00Z` in place of `--use-latest-restorable-time`; for a snapshot use `restore-db-instance-from-db-snapshot --db-snapshot-identifier …` with the same options."),
      say("For a deleted one put `--source-dbi-resource-id` with the `DbiResourceId` of its kept backup in place of `--source-db-instance-identifier`, and each value by hand in place of `$(jq …)`."),
      say("`broken.json` was written before the fence; were it written after, its security group would be the fence's."),
    ],
    good: 'The answer says `"DBInstanceStatus": "creating"`.',
    minutes: 30,
  };
};

export const awaitLogins: Instructions = (place) => {
  const { region } = at(place);
  const { database, export: exporting } = place.settings;
  return {
    does: [
      on(
        here,
        `aws rds wait db-instance-available ${region} --db-instance-identifier $NEW`,
        `NEWHOST=$(aws rds describe-db-instances ${region} --db-instance-identifier $NEW --query 'DBInstances[0].Endpoint.Address' --output text); echo $NEWHOST`,
        `psql "host=$NEWHOST port=${exporting.source.port} dbname=${database.name} user=${database.owner} sslmode=require" -c 'SELECT now()'`,
      ),
    ],
    good: "The time of the new server. `psql` is typed where the database is reached from, such as an application machine.",
    otherwise: "`wait` gives up after half an hour: type it again.",
    minutes: 20,
  };
};

export const warmDatabase: Instructions = ({ settings }) => ({
  does: [
    say("A restored disk is fetched from S3 block by block at its first reading. Read through what customers need first, such as the largest tables:"),
    on(here, `pg_dump -h $NEWHOST -p ${settings.export.source.port} -U ${settings.database.owner} --data-only ${quoted(settings.database.name)} > /dev/null`),
  ],
  good: "It ends without an error. It may be cut short: the service works without it, slower.",
  minutes: 20,
});

export const verifyDatabase: Instructions = ({ settings }) => ({
  does: [
    say("Compare with the newest export's manifest (the chapter on the failover, step `choose-backup`, says how to fetch it): the same tables, and as many rows or more."),
    on(here, `psql -h $NEWHOST -p ${settings.export.source.port} -U ${settings.database.owner} ${quoted(settings.database.name)} -c "SELECT schemaname, relname, n_live_tup FROM pg_stat_user_tables ORDER BY 1, 2"`, "jq -r '.databases[].tables[] | [.schema, .name, .rows] | @tsv' manifest.json"),
  ],
  good: "No table is missing; those that grow are larger than in the manifest.",
  minutes: 10,
});

export const pointApplication: Instructions = (place) => {
  const { database, service, cloudflare } = place.settings;
  const restart = on(here, `${ssh(place, "<each application machine>")} 'sudo systemctl restart ${service}'`);
  if (database.alias === undefined) {
    return {
      does: [say(`On each application machine put the new address into \`/etc/${service}/environment\`, then start the service from anew:`), on(here, `${ssh(place, "<each application machine>")} 'sudoedit /etc/${service}/environment'`), restart],
      good: "The service answers, and orders are taken.",
      minutes: 10,
    };
  }
  return {
    does: [
      on(
        here,
        `cf '${cloudflare.endpoint}/zones/${cloudflare.zoneId}/dns_records?name=${database.alias.name}' | jq -r '.result[] | [.id, .content] | @tsv'`,
        `cf -X PUT '${cloudflare.endpoint}/zones/${cloudflare.zoneId}/dns_records/<id>' --data "{\\"type\\":\\"CNAME\\",\\"name\\":\\"${database.alias.name}\\",\\"content\\":\\"$NEWHOST\\",\\"ttl\\":${database.alias.ttl},\\"proxied\\":false}" | jq .success`,
      ),
      say(`\`cf\` is the function from the chapter on the failover, step \`cut-over-dns\`. After ${database.alias.ttl} seconds, start the service from anew on each machine:`),
      restart,
    ],
    good: "`true`; then the service answers, and orders are taken.",
    minutes: 10,
  };
};

export const proveWrites: Instructions = ({ settings }) => ({
  does: [
    on(here, `psql -h $NEWHOST -p ${settings.export.source.port} -U ${settings.database.owner} ${quoted(settings.database.name)} -c "SELECT client_addr, state FROM pg_stat_activity WHERE datname = current_database()"`, `nc -zv -w 5 ${settings.export.source.host} ${settings.export.source.port}`),
    say("Then place an order by the public name, and find it in the new database."),
  ],
  good: "Each application machine has a session there, your order is there, and the old address is silent.",
  otherwise: "The old one answers: fence it, as above.",
  minutes: 5,
});

export const settleSettings: Instructions = (place) => {
  const { region } = at(place);
  return {
    does: [
      say("Only after a restore to a point in time: what it did not take along. Nobody has to wait for it."),
      on(
        here,
        `aws rds modify-db-instance ${region} --db-instance-identifier $NEW --apply-immediately \\`,
        `  --preferred-maintenance-window ${ofBroken("PreferredMaintenanceWindow")} --preferred-backup-window ${ofBroken("PreferredBackupWindow")} \\`,
        `  --backup-retention-period ${ofBroken("BackupRetentionPeriod")} \\`,
        `  $(jq -r '.DBInstances[0] | if .PerformanceInsightsEnabled then "--" else "--no-" end + "enable-performance-insights"' broken.json)`,
      ),
    ],
    good: "The answer names the windows of the broken one, or has them under `PendingModifiedValues`.",
    otherwise: "`InvalidDBInstanceState`: it is still being changed. Wait until it is `available`, and type it again.",
    minutes: 5,
  };
};

export const tellLoss: Instructions = () => ({
  does: [say("Write on the sheet: the moment that was restored, the moment of the fence, and that what customers saved between the two is lost. Tell Customer Success both times.")],
  good: "Both times stand on the sheet.",
  minutes: 5,
});

export const liftFence: Instructions = (place) => {
  const { region, instance } = at(place);
  return {
    does: [on(here, `aws rds modify-db-instance ${region} --db-instance-identifier ${instance} --vpc-security-group-ids $(jq -r '.DBInstances[0].VpcSecurityGroups[].VpcSecurityGroupId' broken.json) --apply-immediately`)],
    good: "The old database takes logins again.",
    minutes: 5,
  };
};

export const pointBack: Instructions = (place) => ({
  ...pointApplication(place),
  does: [say("As when the application was pointed at the new one, with the old address in its place. What was written since is in the new one alone: keep it."), ...pointApplication(place).does],
});

export const proveBack: Instructions = (place) => ({
  ...proveWrites(place),
  does: [say("As when the new one was proved, with the two addresses exchanged: sessions at the old one, and silence at the new one once its group lets nobody in.")],
});

export const tellLeft: Instructions = () => ({
  does: [say("What customers saved while the new one served is in the new one alone. Keep it: write its name on the sheet, and leave its deletion protection on. Tell Customer Success from when to when.")],
  good: "Its name and both times stand on the sheet.",
  minutes: 5,
});

export const moveIntoAws: Instructions = () => ({
  does: [
    say("It can wait for a quiet day, and needs Pulumi and the company's project: both stacks must agree on whose the new database is."),
    on(here, "pulumi stack --stack restore --show-urns", "pulumi state move --source restore --dest aws <the new database's URN>"),
    say("If the old one was deleted: `pulumi state delete --stack aws --force <the old database's URN>`, and `failover-kit:databaseDeleted: true` in `Pulumi.aws.yaml`."),
  ],
  good: "The database is listed in `aws`, and no more in `restore`.",
  minutes: 15,
});

export const previewEmpty: Instructions = () => ({
  does: [on(here, "pulumi preview --stack aws --expect-no-changes")],
  good: "Nothing would be changed.",
  otherwise: "Anything else: change nothing, and move it back by the same command with the two stacks exchanged.",
  minutes: 5,
});
