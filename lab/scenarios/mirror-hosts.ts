import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { waitFor } from "../drill/act.ts";
import { runAsOperator } from "../operator.ts";
import { siteEnvironment } from "../site/write-site.ts";
import type { RunningLab } from "../up.ts";
import { onHost, type Bench } from "../workbench/on-host.ts";
import { expectThat } from "./scenario.ts";

const INVENTORY = "mirror-hosts.yml";
const GATEWAY_PREFIX = "16";

/** A release that ends at once where the cache does not answer, as many do. */
const RELEASE = `import { createServer } from "node:http";
import { connect } from "node:net";
const cache = connect({ host: process.env.CACHE_HOST, port: 6379 });
cache.on("error", () => process.exit(1));
cache.once("connect", () => createServer((_, answer) => answer.end("well")).listen(Number(process.env.PORT)));
`;

/** The mirror's machines without Pulumi, and how their playbooks are played. */
export type MirrorHosts = {
  readonly database: Bench;
  readonly cache: Bench;
  readonly app: Bench;
  readonly password: string;
  /** Plays one with these variables besides; gives what it said, and what it changed. */
  readonly play: (name: string, more?: object, ...words: readonly string[]) => Promise<Played>;
};

export type Played = { readonly exitCode: number; readonly said: string; readonly changed: number };

/** Rents three machines and writes down what the playbooks are to know of them. */
export async function mirrorHosts({ client, place }: RunningLab): Promise<MirrorHosts> {
  const { site, clone } = place;
  const publicKey = (await readFile(join(site, "keys/ssh.pub"), "utf8")).trim();
  const rent = async (name: string): Promise<Bench> => {
    const { address } = await client.hosts.ensure({ name, network: "gcp", authorizedKeys: [publicKey] });
    return onHost(client, name, address);
  };
  const [database, cache, app] = await Promise.all([rent("database"), rent("cache"), rent("app")]);
  await mkdir(join(site, "release"), { recursive: true });
  await writeFile(join(site, "release/hasty.mjs"), RELEASE);
  await writeFile(join(site, INVENTORY), stringify({ all: { vars: variables({ site, clone, database, cache }), children: Object.fromEntries(Object.entries({ database, cache, app }).map(([group, { name, address }]) => [group, { hosts: { [name]: { ansible_host: address } } }])) } }));
  const password = (await siteEnvironment(site))["SHOP_DATABASE_PASSWORD"] ?? "";
  const ansible = join(clone, "ansible");
  const play: MirrorHosts["play"] = async (name, more = {}, ...words) => {
    const argv = ["ansible-playbook", "--inventory", INVENTORY, "--extra-vars", JSON.stringify({ database_disk: "", ...more }), ...words, join(ansible, `${name}.yml`)];
    const { exitCode, stdout, stderr } = await runAsOperator(argv, { timeoutSeconds: 240, env: { ANSIBLE_CONFIG: join(ansible, "ansible.cfg"), FAILOVER_DATABASE_PASSWORD: password } }).ended;
    const changed = [...stdout.matchAll(/changed=(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
    return { exitCode, said: `${stdout}${stderr}`, changed };
  };
  return { database, cache, app, password, play };
}

const variables = ({ site, clone, database, cache }: { readonly site: string; readonly clone: string; readonly database: Bench; readonly cache: Bench }) => ({
  ansible_user: "admin",
  ansible_ssh_private_key_file: join(site, "keys/ssh"),
  ansible_ssh_common_args: `-o StrictHostKeyChecking=accept-new -o UserKnownHostsFile=${join(site, ".failover/mirror-hosts")}`,
  failover_service: "shop",
  failover_side: "gcp",
  failover_bundle: join(clone, "dist/failover.tar"),
  failover_database_host: database.address,
  failover_database_port: 5432,
  failover_database_name: "shop",
  failover_database_owner: "shop",
  failover_cache_host: cache.address,
  failover_cache_port: 6379,
  database_memory_mb: 512,
  app_artifact: join(site, "release/hasty.mjs"),
  app_environment: { CACHE_HOST: cache.address },
});

/** Has a machine get its address three seconds after it booted, as by DHCP in a cloud that is busy. */
export async function delayAddress(host: Bench): Promise<void> {
  const gateway = (await host.run(["sh", "-c", "ip route show default | awk '{ print $3 }'"])).trim();
  await host.write("/etc/systemd/network/10-host0.network", "[Match]\nName=host0\n[Link]\nUnmanaged=yes\n");
  const add = `sleep 3; ip link set host0 up; ip address replace ${host.address}/${GATEWAY_PREFIX} dev host0; ip route replace default via ${gateway}`;
  await host.write("/etc/systemd/system/late-address.service", `[Unit]\nBefore=network-online.target\n[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/sh -c '${add}'\n[Install]\nWantedBy=network-online.target multi-user.target\n`);
  await host.run(["systemctl", "enable", "--quiet", "late-address.service"]);
}

/** Boots a machine again and waits until it is up, with its address. */
export async function reboot(host: Bench): Promise<void> {
  await host.run(["touch", "/run/before"]);
  await host.try(["systemctl", "reboot"]).catch(() => undefined);
  await waitFor(`${host.name} to have booted again`, { withinSeconds: 60, everySeconds: 0.5, next: "look at its console in .lab/logs" }, async () => {
    const looked = await host.try(["sh", "-c", `test ! -e /run/before && ip -4 address show host0 | grep -q '${host.address}/'`]).catch(() => undefined);
    return looked?.exitCode === 0 ? true : undefined;
  });
}

/** Ends the scenario with what a play said unless it went well. */
export function wentWell({ exitCode, said }: Played, what: string): void {
  expectThat(exitCode === 0, `${what} failed: ${said.slice(-2000)}`);
}
