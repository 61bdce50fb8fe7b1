import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { z } from "zod";
import { runAsOperator } from "../operator.ts";
import { ageKeys } from "../workbench/bench-keys.ts";
import { onHost, type Bench } from "../workbench/on-host.ts";
import { inWorkbench, type Workbench } from "../workbench/workbench.ts";
import { receiptsThere } from "../workbench/write-receipt.ts";
import { expectThat, type Scenario } from "./scenario.ts";

const INVENTORY = "caretakers.yml";
const RULE = { keep: { last: 2, hourly: 0, daily: 0, weekly: 0, monthly: 0 }, minimumAgeDays: 0, minimumCount: 1 } as const;
const PLACES = ["/etc", "/var", "/usr/local", "/tmp", "/home", "/root", "/opt", "/srv"];

const ages = z.object({ levels: z.array(z.object({ level: z.number(), state: z.string(), success: z.looseObject({ backup: z.string() }).nullable() })) });
const said = (text: string): string => text.slice(-1500);

async function kit(...argv: readonly string[]) {
  const { exitCode, stdout, stderr } = await runAsOperator(["failover", ...argv], { timeoutSeconds: 60 }).ended;
  return { exitCode, stdout, stderr };
}

/** A machine that somebody rents where neither AWS nor the mirror is. */
async function rent({ lab, site }: Workbench, name: string): Promise<Bench> {
  const publicKey = (await readFile(join(site, "keys/ssh.pub"), "utf8")).trim();
  const { address } = await lab.client.hosts.ensure({ name, network: "inet", authorizedKeys: [publicKey] });
  return onHost(lab.client, name, address);
}

/** What the company writes by hand: which machine is whose, and where the keys of each come from. */
async function writeInventory({ site }: Workbench, { verifier, pruner }: { readonly verifier: Bench; readonly pruner: Bench }): Promise<void> {
  const file = (path: string) => `{{ lookup('ansible.builtin.file', '${join(site, path)}') }}`;
  const hosts = {
    verifier: { ansible_host: verifier.address, caretaker_as: "verifier", caretaker_identity: file("keys/private/verifier.age"), caretaker_signing_key: file("keys/private/verifier-signing.pem") },
    pruner: { ansible_host: pruner.address, caretaker_as: "pruner", caretaker_signing_key: file("keys/private/pruner-signing.pem") },
  };
  const vars = {
    ansible_user: "admin",
    ansible_ssh_private_key_file: join(site, "keys/ssh"),
    ansible_ssh_common_args: `-o StrictHostKeyChecking=accept-new -o UserKnownHostsFile=${join(site, ".failover/caretakers-hosts")}`,
    caretaker_settings: join(site, "failover.yaml"),
    caretaker_public_keys: ["exporter", "warden", "verifier-signing", "pruner"].map((name) => join(site, `keys/${name}.pub`)),
    caretaker_environment: { GOOGLE_OAUTH_ACCESS_TOKEN: "{{ lookup('ansible.builtin.env', 'GOOGLE_OAUTH_ACCESS_TOKEN') }}" },
  };
  await writeFile(join(site, INVENTORY), stringify({ caretaker: { hosts, vars } }));
}

function play({ lab }: Workbench, ...more: readonly string[]) {
  const ansible = join(lab.place.clone, "ansible");
  return runAsOperator(["ansible-playbook", "--inventory", INVENTORY, ...more, join(ansible, "caretaker.yml")], { timeoutSeconds: 120, env: { ANSIBLE_CONFIG: join(ansible, "ansible.cfg") } }).ended;
}

/** Does a machine's task now instead of at four in the morning. */
async function atWork(host: Bench, unit: string): Promise<void> {
  await host.run(["systemctl", "is-active", `${unit}.timer`]);
  const { exitCode } = await host.try(["systemctl", "start", unit], { timeoutSeconds: 60 });
  if (exitCode !== 0) throw new Error(`${unit} failed: ${said(await host.run(["journalctl", "--no-pager", "--unit", unit]))}`);
}

async function playTwice(bench: Workbench): Promise<void> {
  const first = await play(bench);
  expectThat(first.exitCode === 0, `caretaker.yml failed: ${said(first.stdout)} ${said(first.stderr)}`);
  const again = await play(bench);
  expectThat(again.exitCode === 0 && !/changed=[1-9]/.test(again.stdout), `played again, it changes something: ${said(again.stdout)}`);
}

/** Machines that may not have the task that somebody gives them, and keys that do not fit it. */
async function isRefused(bench: Workbench): Promise<void> {
  const other = await ageKeys();
  await writeFile(join(bench.site, "keys/private/other.age"), other.privateKey, { mode: 0o600 });
  const vars = (facts: object) => ["--limit", "pruner", "--extra-vars", JSON.stringify(facts)];
  const identity = `{{ lookup('ansible.builtin.file', '${join(bench.site, "keys/private/other.age")}') }}`;
  const both = await play(bench, ...vars({ caretaker_as: "verifier", caretaker_identity: identity }));
  expectThat(both.exitCode !== 0 && both.stdout.includes("may not be the verifier"), `the pruner's machine became the verifier's as well: ${said(both.stdout)}`);
  const reads = await play(bench, ...vars({ caretaker_identity: identity }));
  expectThat(reads.exitCode !== 0 && reads.stdout.includes("empty for the pruner"), `the pruner was given a key that opens backups: ${said(reads.stdout)}`);
}

/** Whoever takes the disk, or a copy of it, has no key. */
async function holdsNothingOpen({ keys }: Workbench, host: Bench): Promise<void> {
  const secrets = [keys.verifier, keys.verifierSigning, keys.pruner].map(({ privateKey }) => privateKey.split("\n").find((line) => /^[A-Za-z0-9+/=-]{40,}$/.test(line)) ?? privateKey);
  const { stdout } = await host.try(["grep", "--recursive", "--fixed-strings", "--files-with-matches", "--no-messages", ...secrets.flatMap((secret) => ["-e", secret]), ...PLACES], { timeoutSeconds: 60 });
  expectThat(stdout.trim() === "", `a key lies open on ${host.name}: ${stdout}`);
  const sealed = await host.run(["ls", "/etc/credstore.encrypted"]);
  expectThat(sealed.includes("failover-signing"), `${host.name} has no sealed key: ${sealed}`);
}

export const caretakers: Scenario = {
  id: "caretakers",
  patient: true,
  story: "two rented machines outside AWS are the verifier's and the pruner's: on its timer one opens the newest backup and signs that it is sound, the other removes what the rotation gives up; no key lies open on either disk, and no machine can be both",
  run: (say) =>
    inWorkbench(say, async (bench) => {
      const rented = Promise.all([rent(bench, "verifier"), rent(bench, "pruner")]);
      await bench.changeSetting(["aws"], undefined);
      for (const [name, value] of Object.entries(RULE)) await bench.changeSetting(["retention", name], value);
      await bench.source.sql("CREATE TABLE t AS SELECT n FROM generate_series(1, 1000) AS n;", { as: "shop" });
      const exports: string[] = [];
      for (let count = 0; count < 3; count += 1) exports.push((await bench.exportBackup()).id);
      const [oldest = "", , newest = ""] = exports;
      await kit("verify-export", "--level", "1");

      const [verifier, pruner] = await rented;
      await writeInventory(bench, { verifier, pruner });
      await playTwice(bench);
      await isRefused(bench);
      await atWork(verifier, "failover-verify-2");
      await atWork(pruner, "failover-rotate");

      const { levels } = ages.parse(JSON.parse((await kit("verify-export", "--json")).stdout));
      const level2 = levels.find(({ level }) => level === 2);
      expectThat(level2?.state === "fresh" && level2.success?.backup === newest, `after the verifier's task level 2 stands so: ${JSON.stringify(level2)}`);
      const receipts = await receiptsThere(bench.lab.place);
      const removed = receipts.filter(({ kind }) => kind === "removed");
      expectThat(removed.length === 1 && removed[0]?.by === "pruner" && removed[0].backup === oldest, `after the pruner's task these removals are on record: ${JSON.stringify(removed)}`);
      for (const host of [verifier, pruner]) await holdsNothingOpen(bench, host);
      say(`${newest} opened by the verifier's machine, ${oldest} removed by the pruner's`);
    }),
};
