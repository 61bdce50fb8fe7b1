import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { LabClient } from "../client.ts";
import { addresses, networks } from "../network/plan.ts";
import { SITE_VARIABLE } from "../site/site-files.ts";
import { addSecret, addToSiteFile, changeSiteFile } from "../site/write-site.ts";
import { succeeded, typed, type Stage } from "./stage.ts";

/** A machine of another provider, from which a watch looks as well. */
export type Agent = { readonly name: string; readonly address: string; readonly setting: { readonly name: string; readonly url: string; readonly certificate: string; readonly key: string } };

const PORT = 8443;
const variableOf = (name: string): string => `PROBE_${name.toUpperCase()}_KEY`;
const environment = (expression: string): string => `{{ lookup('ansible.builtin.env', ${expression}) }}`;

/** Rents these machines, makes a certificate and a key for each as the runbook says, and tells the roles of agents and warden where they lie. */
export async function rentAgents(stage: Stage, client: LabClient, names: readonly string[]): Promise<readonly Agent[]> {
  const publicKey = (await readFile(join(stage.site, "keys/ssh.pub"), "utf8")).trim();
  const agents = await Promise.all(names.map(async (name): Promise<Agent> => {
    const { address } = await client.hosts.ensure({ name: `probe-${name}`, network: "inet", authorizedKeys: [publicKey] });
    const certificate = `keys/probe-${name}.crt`;
    const making = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", `/CN=probe-${name}`];
    await typed(stage, [...making, "-keyout", `keys/private/probe-${name}.key`, "-out", certificate], { timeoutSeconds: 20 });
    return { name, address, setting: { name, url: `https://${address}:${PORT}`, certificate, key: `$${variableOf(name)}` } };
  }));
  for (const { name } of agents) await addSecret(stage.site, { name: `probe-${name}`, variable: variableOf(name), purpose: `the watch is blind in ${name}` }, randomBytes(32).toString("hex"));
  await tellRoles(stage.site, names);
  return agents;
}

async function tellRoles(site: string, names: readonly string[]): Promise<void> {
  const variables = "site-vars.yml";
  const project = `lookup('ansible.builtin.env', '${SITE_VARIABLE}')`;
  await changeSiteFile(site, variables, ["agent_certificate_key"], `{{ lookup('ansible.builtin.file', ${project} + '/keys/private/probe-' + inventory_hostname + '.key') }}`);
  await changeSiteFile(site, variables, ["agent_shared_key"], environment("'PROBE_' + (inventory_hostname | upper) + '_KEY'"));
  for (const name of names) {
    await changeSiteFile(site, variables, ["warden_environment", variableOf(name)], environment(`'${variableOf(name)}'`));
    await addToSiteFile(site, variables, ["warden_public_keys"], `{{ ${project} }}/keys/probe-${name}.crt`);
  }
}

/** From this one place nothing of AWS and of Cloudflare's edge can be reached any more, while the rest of the internet can. */
export async function cutOff(client: LabClient, { name }: Agent, on: boolean): Promise<void> {
  const rules = ["table inet lies {", "chain out {", "type filter hook output priority 0; policy accept;", `ip daddr { ${networks.aws.range}, ${addresses.edge} } drop`, "}", "}", ""].join("\n");
  const argv = on ? ["nft", "--file", "-"] : ["nft", "delete", "table", "inet", "lies"];
  succeeded(`nft on ${name}`, await client.hosts.exec(`probe-${name}`, argv, on ? { stdin: rules } : {}));
}
