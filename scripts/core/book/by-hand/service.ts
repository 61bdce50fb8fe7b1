import { identifier, literal } from "../../catalogue-queries.ts";
import { quoted } from "../../commands/quote.ts";
import { asOwner, sourceNames } from "../../graceful/open-source-again.ts";
import { databaseMachine, eachApp, here, on, say, ssh, type Instructions } from "./by-hand.ts";

export const fenceSource: Instructions = (place) => {
  const { settings } = place;
  const { service, aws } = settings;
  const region = aws?.region ?? "<region>";
  return {
    does: [
      say("So that the old side does not go on taking orders which the mirror will never see. Give it a minute, not more: what is dark cannot be told anything."),
      on(
        here,
        `aws ec2 describe-instances --region ${region} --filters 'Name=tag:Name,Values=${service}-app*' --query 'Reservations[].Instances[].PrivateIpAddress' --output text`,
        `${ssh(place, "<each of these addresses>")} 'echo read-only | sudo tee /etc/${service}/mode'`,
      ),
      say("Does the database still answer? Then it can be exported one last time, in the next step. Close it to writes, and end the sessions that stand:"),
      on(
        exporterHost,
        `psql ${quoted(asOwner(place))} <<'SQL'`,
        ...sourceNames(place).map((name) => `ALTER DATABASE ${identifier(name)} SET default_transaction_read_only = on;`),
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN (${sourceNames(place).map(literal).join(", ")}) AND usename = ${literal(settings.database.owner)} AND pid <> pg_backend_pid();`,
        "SQL",
      ),
      ...(aws === undefined
        ? []
        : [
            say("It does not answer you and you cannot tell whether it answers others, or its last export is made: by a security group that lets nobody in."),
            on(
              here,
              `aws rds modify-db-instance --region ${region} --db-instance-identifier ${aws.databaseInstance} --vpc-security-group-ids ${aws.fenceSecurityGroup ?? "<the group that lets nobody in>"} --apply-immediately`,
              `aws rds reboot-db-instance --region ${region} --db-instance-identifier ${aws.databaseInstance}`,
            ),
          ]),
    ],
    good: "Each machine repeats `read-only`; a new session at the database answers `on` to `SHOW transaction_read_only`.",
    otherwise: "Nothing answers: write `not fenced` and the time on the sheet, and go on. Whoever brings AWS back must close it off first.",
    minutes: 2,
  };
};

const exporterHost = "the exporter's host in AWS";

export const finalExport: Instructions = (place) => ({
  does: [
    say("Only if the old database answered and was closed to writes in the step before. Otherwise write `no final export` on the sheet and go on: what was written since the newest backup is lost."),
    on(here, `${ssh(place, "<the exporter's address>")} 'sudo systemctl stop failover-export failover-export.timer failover-export-after-boot.timer; sudo systemctl start --wait failover-export'`),
  ],
  good: "The command ends without an error. In the next step the newest backup is younger than the time of the fence on the sheet: that one is taken, and nothing is lost.",
  otherwise: "It fails, or takes more than an hour: go on with the newest backup there is, and write on the sheet who decided so.",
  minutes: 15,
});

export const freeze: Instructions = ({ settings }) => {
  const command = settings.declaration?.freeze?.command;
  return {
    does: [say("Nobody deploys or changes anything until this is over: say so in the channel that everybody reads, and have the build machines stopped."), ...(command === undefined ? [] : [on(here, command)])],
    good: "Whoever deploys has answered.",
    otherwise: "Go on: no outage is made longer for it.",
    minutes: 5,
  };
};

const tell = (what: string) => say(`Customer Success writes to each customer's designated contact (the customers' list, or the last bill), from an account outside Amazon: ${what} Promise the time of the next word, and keep it, even if there is nothing new.`);

export const notifyStart: Instructions = () => ({
  does: [tell("that the service is down, since when, that we are moving it, and that what they saved in the last minutes may be missing."), say("The same on the status page, if there is one.")],
  good: "The time of the message, and of the next one, stand on the sheet.",
  otherwise: "Mail does not work: telephone the largest customers first.",
  minutes: 20,
});

export const notifyDone: Instructions = () => ({
  does: [tell("that the service is back, from when to when it was down, and from which moment on what they saved is missing.")],
  good: "The time of the message stands on the sheet.",
  minutes: 20,
});

export const configureSearch: Instructions = ({ settings }) => ({
  does: settings.search === undefined ? [say("The service has no search: go on.")] : [say("Start the search server of the image on its machine; nobody waits for it."), on("the search machine", "sudo systemctl enable --now opensearch || sudo systemctl enable --now elasticsearch", `curl -s http://127.0.0.1:${settings.search.port}/_cluster/health`)],
  good: "Its health is green or yellow.",
  otherwise: "Leave it: customers are served without search, and it is mended afterwards.",
  minutes: 5,
});

export const adoptObjects: Instructions = ({ settings }) => ({
  does: [
    say("Nothing is to be done: the copies of customers' files lie in the bucket that the mirror reads. See that they are there."),
    on(here, `gcloud storage du --summarize gs://${settings.storage.buckets.objects}`),
  ],
  good: "Roughly as many bytes as the last comparison told.",
  otherwise: "Less than it should be: go on, and tell Customer Success that files of the last minutes may be missing.",
  minutes: 2,
});

export const warmCache: Instructions = () => ({
  does: [say("Leave it out. The cache begins empty and fills itself; the service is slower for the first minutes.")],
  good: "Nothing to see.",
  minutes: 0,
});

export const rebuildSearch: Instructions = (place) => {
  const { search, service } = place.settings;
  if (search === undefined || search.onFailover === "none") return { does: [say("The service has no search to rebuild: go on.")], good: "Nothing to see.", minutes: 0 };
  const user = search.reindex?.user ?? service;
  return {
    does: [
      say("Rebuild the index from the database, on one application machine; customers are served meanwhile and find nothing, or too little."),
      on(here, `${ssh(place, "$APP1")} 'sudo systemd-run --unit=reindex --uid=${user} ${search.reindex?.command ?? "<the company's own command>"}'`, `${ssh(place, "$APP1")} 'journalctl -fu reindex'`),
    ],
    good: "The unit ends with success.",
    minutes: 60,
  };
};

export const startApp: Instructions = (place) => {
  const { service, application } = place.settings;
  return {
    does: [on(eachApp, `echo read-only | sudo tee /etc/${service}/mode`, `sudo systemctl enable --now ${service}`, `curl -s http://127.0.0.1:${application.port}${application.healthPath}`)],
    good: 'The answer holds `"ok": true`, `"mode": "read-only"` and `"side": "gcp"`.',
    otherwise: `\`sudo journalctl -u ${service} -n 50\` says why; most often a password or an address in the environment file.`,
    minutes: 5,
  };
};

export const smokeTest: Instructions = ({ settings }) => ({
  does: [on(here, ...settings.names.map(({ name }) => `curl -s -H 'Host: ${name}' http://$MIRROR${settings.application.healthPath}`)), say("Then look at a page that needs the database, and find an order of yesterday.")],
  good: 'Each answer holds `"ok": true` and `"mode": "read-only"`.',
  otherwise: "The load balancer needs up to five minutes after it was made before it answers at all.",
  minutes: 5,
});

export const approveCutover: Instructions = () => ({
  does: [say("Stop. A person who may decide looks at the mirror, reads what will be lost (the time from the backup's moment until now) and says yes. Write down who and when. Until writes are opened, going back costs nothing.")],
  good: "A name and a time stand on the sheet.",
  minutes: 5,
});

const cloudflare = `cf() { curl -sS --config <(printf 'header = "Authorization: Bearer %s"\\n' "$CLOUDFLARE_TOKEN") -H 'Content-Type: application/json' "$@"; }`;

export const cutOverDns: Instructions = ({ settings }) => {
  const zone = `${settings.cloudflare.endpoint}/zones/${settings.cloudflare.zoneId}/dns_records`;
  return {
    does: [
      on(here, "read -rsp 'token: ' CLOUDFLARE_TOKEN", cloudflare),
      say("For each name: read its record, and write the old content on the sheet, for it is the way back."),
      ...settings.names.map(({ name, proxied, ttl }) =>
        on(
          here,
          `cf '${zone}?name=${name}' | jq -r '.result[] | [.id, .type, .content] | @tsv'`,
          `cf -X PUT '${zone}/<id>' --data "{\\"type\\":\\"A\\",\\"name\\":\\"${name}\\",\\"content\\":\\"$MIRROR\\",\\"ttl\\":${ttl},\\"proxied\\":${proxied}}" | jq .success`,
        ),
      ),
      say("Without a command line: Cloudflare's dashboard, the zone, DNS, the record, Edit: type A, the mirror's address, Save."),
    ],
    good: "`true` for each name.",
    otherwise: "Two records of one name: change the one that customers use (A or CNAME), and remove a second A or AAAA that still leads to AWS.",
    minutes: 5,
  };
};

export const watchPropagation: Instructions = ({ settings }) => ({
  does: [
    on(
      here,
      ...settings.names.flatMap(({ name, proxied }) => [
        ...settings.resolvers.map((resolver) => `dig +short @${resolver} ${name}`),
        ...(proxied ? [`curl -s https://${name}${settings.application.healthPath}`] : []),
      ]),
    ),
  ],
  good: settings.names.some(({ proxied }) => proxied) ? 'A proxied name keeps Cloudflare\'s address, and its answer says `"side": "gcp"`; any other leads to `$MIRROR`.' : "Each resolver answers with `$MIRROR`.",
  otherwise: "Wait for the record's time to live; then ask another resolver.",
  minutes: 5,
});

export const openWrites: Instructions = ({ settings }) => ({
  does: [
    say("**The point of no return**: from here on, going back loses what customers write. A person who may decide says yes; write down who and when."),
    on(databaseMachine, "rm -f /etc/postgresql/17/main/conf.d/45-failover-closed.conf && systemctl reload postgresql@17-main"),
    on(eachApp, `echo read-write | sudo tee /etc/${settings.service}/mode`, `curl -s http://127.0.0.1:${settings.application.port}${settings.application.healthPath}`),
    say("Then place an order yourself, by the public name."),
  ],
  good: '`"mode": "read-write"` on each machine, and your order is in the database.',
  minutes: 3,
});

export const protectAgain: Instructions = (place) => {
  const { settings } = place;
  const store = settings.secondStore;
  const target = store === undefined ? "<a store outside both clouds>" : `s3://${store.bucket}/by-hand/`;
  return {
    does: [
      say("Customers' new work now lies in one place only. Make a copy of it elsewhere before anything else."),
      on(
        here,
        `${ssh(place, "$DATABASE")} "sudo -u postgres pg_dump --format=custom --compress=zstd:1 ${quoted(settings.database.name)}" | age ${settings.export.recipients.map((file) => `-R ${quoted(file)}`).join(" ")} > new-primary.dump.age`,
        ...(store === undefined ? [] : [`aws s3 cp new-primary.dump.age ${target} --endpoint-url ${store.endpoint} --region ${store.region}`]),
        `age -d -i ${settings.recovery.identity} new-primary.dump.age | pg_restore --list | tail -3`,
      ),
      say("Put it on a daily repeat until the kit's own exports run on the new side."),
    ],
    good: "The list of contents ends without an error, and the object lies in the second store.",
    minutes: 30,
  };
};
