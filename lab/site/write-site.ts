import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { parse, parseDocument } from "yaml";
import { makeEnvironment } from "./secrets.ts";
import { siteFiles, type SiteFacts } from "./site-files.ts";
import { stackFiles } from "./stack-files.ts";

/** The file in the site that says what the operator's shell has in its environment. */
export const ENVIRONMENT_FILE = "environment.json";

/** Writes what a company has in its repository before its first day with the kit: settings, stack files, keys to its machines. */
export async function writeSite(facts: SiteFacts): Promise<void> {
  const privateKeys = join(facts.site, "keys/private");
  await mkdir(privateKeys, { recursive: true, mode: 0o700 });
  await mkdir(join(facts.site, ".failover"));
  const environment = makeEnvironment(facts.site);
  await writeFile(join(facts.site, ENVIRONMENT_FILE), JSON.stringify(environment, null, 2), { mode: 0o600 });
  await writeFile(join(privateKeys, "passphrase"), `${randomBytes(24).toString("base64url")}\n`, { mode: 0o600 });
  await execa("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "operator", "-f", join(facts.site, "keys/ssh")], { timeout: 20_000 });
  const publicKey = (await readFile(join(facts.site, "keys/ssh.pub"), "utf8")).trim();
  for (const [name, text] of [...siteFiles(facts), ...stackFiles(publicKey)]) {
    const path = join(facts.site, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}

/** The operator's environment, as the site has it. */
export async function siteEnvironment(site: string): Promise<Record<string, string>> {
  return JSON.parse(await readFile(join(site, ENVIRONMENT_FILE), "utf8")) as Record<string, string>;
}

/** One more secret for the operator: in the environment, and in the list that says where each is at home. */
export async function addSecret(site: string, { name, variable, purpose }: { readonly name: string; readonly variable: string; readonly purpose: string }, value: string): Promise<void> {
  await writeFile(join(site, ENVIRONMENT_FILE), JSON.stringify({ ...(await siteEnvironment(site)), [variable]: value }, null, 2), { mode: 0o600 });
  await addToSiteFile(site, "secrets.yaml", ["secrets"], { name, variable: `$${variable}`, home: { kind: "password-manager", at: `vault Operations, entry ${name}` }, for: purpose });
}

/** Puts another `config` into a stack's file and leaves the rest, such as the salt of its secrets, as it is. */
export async function changeStackFile(path: string, text: string): Promise<void> {
  const document = parseDocument(await readFile(path, "utf8"));
  document.set("config", (parse(text) as { config: unknown }).config);
  await writeFile(path, document.toString());
}

/** Changes one value of `failover.yaml`, as a person would who has just learned an address. */
export const changeSetting = (site: string, path: readonly string[], value: unknown): Promise<void> => changeSiteFile(site, "failover.yaml", path, value);

/** Changes one value in any of the company's own files; one that is undefined is taken out. */
export async function changeSiteFile(site: string, name: string, path: readonly string[], value: unknown): Promise<void> {
  const file = join(site, name);
  const document = parseDocument(await readFile(file, "utf8"));
  if (value === undefined) document.deleteIn(path);
  else document.setIn(path, value);
  await writeFile(file, document.toString());
}

/** Adds a value to a list in any of the company's own files. */
export async function addToSiteFile(site: string, name: string, path: readonly string[], value: unknown): Promise<void> {
  const file = join(site, name);
  const document = parseDocument(await readFile(file, "utf8"));
  document.addIn(path, document.createNode(value));
  await writeFile(file, document.toString());
}
