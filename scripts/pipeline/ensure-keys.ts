import { basename, join, resolve } from "node:path";
import { Secret } from "../core/secret.ts";
import type { KeyPair, World } from "../world.ts";
import type { Project } from "./project.ts";

/** A thing `init` answers for, and whether it was there. */
export type Ensured = { readonly what: string; readonly was: "made" | "there" };

export type EnsuredKeys = {
  readonly ensured: readonly Ensured[];
  readonly passphraseFile: string;
  /** The variables the settings name for private files and that are not set, with the files they should name. */
  readonly unset: readonly { readonly variable: string; readonly path: string }[];
};

type Reach = Pick<World, "env" | "files" | "keys">;

const PRIVATE_DIRECTORY = join("keys", "private");
const PUBLIC_MODE = 0o644;

/** Makes what is missing of: the passphrase, the operations key, the exporter's signing key. Nothing is ever replaced. */
export async function ensureKeys(project: Project, world: Reach): Promise<EnsuredKeys> {
  const { export: exporting, recovery, pulumi } = project.written;
  const keys = await world.keys();
  const [recipient = ""] = exporting.recipients;
  const passphrase = place(project, world, pulumi.passphraseFile, "passphrase");
  const identity = place(project, world, recovery.identity, `${basename(recipient, ".pub")}.key`);
  const signing = place(project, world, exporting.signingKey, `${basename(exporting.signer, ".pub")}.pem`);
  const ensured = [
    await ensure(join(project.directory, PRIVATE_DIRECTORY, ".gitignore"), async () => "*\n", world),
    await ensure(passphrase.path, async () => new Secret(keys.passphrase()), world),
    ...(await ensurePair(identity.path, resolve(project.directory, recipient), keys.age, world)),
    ...(await ensurePair(signing.path, resolve(project.directory, exporting.signer), keys.signing, world)),
  ];
  return { ensured, passphraseFile: passphrase.path, unset: [passphrase, identity, signing].filter(({ isSet }) => !isSet) };
}

/** Where a private file is: what its variable says, or else in keys/private/. */
function place({ directory }: Project, { env }: Reach, named: string, name: string): { readonly variable: string; readonly path: string; readonly isSet: boolean } {
  const variable = named.slice(1);
  const value = env[variable] ?? "";
  return { variable, path: value === "" ? join(directory, PRIVATE_DIRECTORY, name) : resolve(directory, value), isSet: value !== "" };
}

/** A public half without its private one is no mistake: private keys belong elsewhere, so neither is made again. */
async function ensurePair(privatePath: string, publicPath: string, kind: KeyPair, world: Reach): Promise<readonly Ensured[]> {
  const isPublicThere = (await world.files.read(publicPath)) !== undefined;
  if (isPublicThere && (await world.files.read(privatePath)) === undefined) return [{ what: publicPath, was: "there" }];
  const own = await ensure(privatePath, async () => new Secret(await kind.make()), world);
  const text = (await world.files.read(privatePath)) ?? "";
  return [own, await ensure(publicPath, () => kind.publicOf(text), world, PUBLIC_MODE)];
}

async function ensure(path: string, make: () => Promise<string | Secret>, { files }: Reach, mode?: number): Promise<Ensured> {
  if ((await files.read(path)) !== undefined) return { what: path, was: "there" };
  await files.write(path, await make(), mode);
  return { what: path, was: "made" };
}

