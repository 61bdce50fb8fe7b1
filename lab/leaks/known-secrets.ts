import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { siteEnvironment } from "../site/write-site.ts";
import type { KnownSecret } from "./needles.ts";

/** Long enough that no line of a key stands somewhere by chance. */
const TELLING = 16;
/** An unencrypted OpenSSH key begins alike for everybody, and with its public half. */
const OPENSSH_PUBLIC_LINES = 2;

/** Every secret of the company's: the values in the operator's environment, what the private files hold, and the key to the machines. */
export async function knownSecrets(site: string): Promise<readonly KnownSecret[]> {
  const environment = Object.entries(await siteEnvironment(site));
  const values = environment.filter(([, value]) => !isAbsolute(value)).map(([name, value]) => ({ name, texts: [value] }));
  const paths = environment.filter(([, value]) => value.startsWith(join(site, "keys/private/")));
  const files = await Promise.all([...paths, ["the key to the machines", join(site, "keys/ssh")] as const].map(async ([name, path]) => ({ name: `what ${name} holds`, texts: existsSync(path) ? tellingLines(await readFile(path, "utf8")) : [] })));
  const all = [...values, ...files];
  const empty = all.filter(({ texts }) => texts.length === 0);
  if (empty.length > 0) throw new Error(`bug: nothing is known to look for of ${empty.map(({ name }) => name).join(", ")}`);
  return all;
}

/** The lines of a private file by which its secret could be told. */
export function tellingLines(text: string): readonly string[] {
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line.length >= TELLING && !/^(-----|#)/.test(line));
  return text.includes("OPENSSH PRIVATE KEY") ? lines.slice(OPENSSH_PUBLIC_LINES) : lines;
}
