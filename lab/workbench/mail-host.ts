import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { cloudflareToken } from "../dns/addresses.ts";
import { world } from "../site/world.ts";
import { addSecret, changeSetting } from "../site/write-site.ts";
import type { RunningLab } from "../up.ts";
import { onHost, type Bench } from "./on-host.ts";

/** A message as it lies in a mailbox. */
export type Letter = z.infer<typeof letter>;
const letter = z.object({ to: z.string(), messageId: z.string(), subject: z.string() });

/** The company's mail provider: a Postfix that takes messages on 587, after STARTTLS and a login, and delivers each into a mailbox of its own. */
export type MailHost = {
  /** All that was delivered, once nothing is on its way any more. */
  delivered(): Promise<readonly Letter[]>;
};

/** Where customers have their mailboxes: `person-7`, say. Whoever is called otherwise there is nobody. */
export const CUSTOMERS_DOMAIN = "customers.test";
const NAME = "smtp.example.com";
const USER = "shop";
const PORT = 587;
const TTL_SECONDS = 60;
const CERTIFICATE = "keys/smtp-ca.pem";

const settings = {
  compatibility_level: "3.6",
  maillog_file: "/var/log/postfix.log",
  myhostname: NAME,
  mydestination: "",
  inet_protocols: "ipv4",
  // What is nobody's here goes nowhere.
  default_transport: "error:this server delivers to its own mailboxes only",
  virtual_mailbox_domains: `${CUSTOMERS_DOMAIN}, example.com`,
  virtual_mailbox_base: "/var/mail",
  virtual_mailbox_maps: "regexp:/etc/postfix/mailboxes",
  virtual_minimum_uid: "8",
  virtual_uid_maps: "static:8",
  virtual_gid_maps: "static:8",
  // Nobody waits for mailboxes: what comes in is taken as fast as it comes.
  in_flow_delay: "0",
  smtpd_tls_cert_file: "/etc/postfix/tls.crt",
  smtpd_tls_key_file: "/etc/postfix/tls.key",
  smtpd_sasl_local_domain: NAME,
} as const;
const submission = {
  smtpd_tls_security_level: "encrypt",
  smtpd_sasl_auth_enable: "yes",
  smtpd_tls_auth_only: "yes",
  smtpd_recipient_restrictions: "permit_sasl_authenticated,reject",
} as const;

/** Queue and mailboxes in memory: what is tried here is not whether a disk keeps what it was given. */
const INSTALL = `set -e
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "/CN=$1" -addext "subjectAltName=DNS:$1" -keyout /etc/postfix/tls.key -out /etc/postfix/tls.crt 2>/dev/null
printf '%s\\n' 'pwcheck_method: auxprop' 'auxprop_plugin: sasldb' 'mech_list: PLAIN LOGIN' >/etc/postfix/sasl/smtpd.conf
saslpasswd2 -p -c -u "$1" "$2"
chown postfix /etc/sasldb2
printf '%s\\n' '/^person-[0-9]+@${CUSTOMERS_DOMAIN.replaceAll(".", "\\.")}$/ customers/' '/^(ana|ben|dora)@example\\.com$/ colleagues/' >/etc/postfix/mailboxes
cp -a /var/spool/postfix /var/spool/postfix.disk
mount -t tmpfs -o size=600m,mode=0755 tmpfs /var/spool/postfix
cp -a /var/spool/postfix.disk/. /var/spool/postfix/
mount -t tmpfs -o size=600m,mode=1777 tmpfs /var/mail
postconf -MX smtp/inet
postconf -M submission/inet="submission inet n - n - - smtpd"
systemctl start postfix
cat /etc/postfix/tls.crt`;

const EMPTY = `for i in $(seq 300); do [ -z "$(find /var/spool/postfix/incoming /var/spool/postfix/active /var/spool/postfix/deferred -type f -print -quit)" ] && exit 0; sleep 0.2; done; postqueue -p | tail -5 >&2; exit 1`;
/** The heads of all messages as lines of JSON, each closed by the first empty line of its file. */
const HEADS = `find /var/mail -path '*/new/*' -type f -exec awk 'FNR==1{to="";id="";subject=""} /^Delivered-To: /{to=$2} tolower($1)=="message-id:"{id=$2} /^Subject: /{subject=substr($0,10)} /^$/{gsub(/["\\\\]/,"",subject); printf "{\\"to\\":\\"%s\\",\\"messageId\\":\\"%s\\",\\"subject\\":\\"%s\\"}\\n",to,id,subject; nextfile}' {} +`;

/** Stands the mail provider up, and writes into the company's project what it was told: host, login, authority. */
export async function standUpMail({ client, place }: RunningLab): Promise<MailHost> {
  const { address } = await client.hosts.ensure({ name: "mail", network: "inet", memoryMb: 2048 });
  const host: Bench = onHost(client, "mail", address);
  const password = randomBytes(18).toString("base64url");
  await host.run(["postconf", "-e", ...Object.entries(settings).map(([name, value]) => `${name}=${value}`)]);
  const certificate = await host.run(["sh", "-c", INSTALL, "sh", NAME, USER], { stdin: password });
  await host.run(["postconf", "-P", ...Object.entries(submission).map(([name, value]) => `submission/inet/${name}=${value}`)]);
  await host.run(["postfix", "reload"]);
  await client.cloud("cloudflare", "create", { type: "cloudflare:index/dnsRecord:DnsRecord", name: NAME, inputs: { zoneId: world.zoneId, name: NAME, type: "A", content: address, proxied: false, ttl: TTL_SECONDS }, config: { apiToken: cloudflareToken } });
  await writeFile(join(place.site, CERTIFICATE), certificate);
  await addSecret(place.site, { name: "smtp-password", variable: "SHOP_SMTP_PASSWORD", purpose: "customers cannot be told by mail" }, password);
  await changeSetting(place.site, ["channels"], { smtp: { host: NAME, port: PORT, user: USER, password: "$SHOP_SMTP_PASSWORD", from: "status@example.com", cacert: CERTIFICATE } });
  return {
    delivered: async () => {
      await host.run(["sh", "-c", EMPTY], { timeoutSeconds: 90 });
      const lines = await host.run(["sh", "-c", HEADS], { timeoutSeconds: 60 });
      return lines.split("\n").filter(Boolean).map((line) => letter.parse(JSON.parse(line)));
    },
  };
}
