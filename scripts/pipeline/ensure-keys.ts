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
  /** Private halves that still lie here, and that a person must carry to a place no machine reaches. */
  readonly away: readonly string[];
};

type Reach = Pick<World, "env" | "files" | "keys">;

const PRIVATE_DIRECTORY = join("keys", "private");
const PUBLIC_MODE = 0o644;

/** Makes what is missing of: the passphrase, and each key that the settings name. Nothing is ever replaced. */
export async function ensureKeys(project: Project, world: Reach): Promise<EnsuredKeys> {
  const { pulumi } = project.written;
  const keys = await world.keys();
  const passphrase = place(project, world, pulumi.passphraseFile, "passphrase");
  const ensured: Ensured[] = [
    await ensure(join(project.directory, PRIVATE_DIRECTORY, ".gitignore"), async () => "*\n", world),
    await ensure(passphrase.path, async () => new Secret(keys.passphrase()), world),
  ];
  const pairs = pairsOf(project.written).map((pair) => ({ ...pair, private: place(project, world, pair.variable, `${basename(pair.publicFile, ".pub")}.${pair.kind === "age" ? "key" : "pem"}`) }));
  const away: string[] = [];
  for (const { kind, publicFile, isToBeMoved, private: own } of pairs) {
    const [privateHalf, publicHalf] = await ensurePair(own.path, resolve(project.directory, publicFile), keys[kind], world);
    ensured.push(...[privateHalf, publicHalf].filter((half) => half !== undefined));
    if (isToBeMoved && privateHalf !== undefined) away.push(own.path);
  }
  const named = [passphrase, ...pairs.map(({ private: own }) => own)];
  return { ensured, passphraseFile: passphrase.path, away, unset: named.flatMap(({ variable, path, isSet }) => (variable === undefined || isSet ? [] : [{ variable, path }])) };
}

type Pair = { readonly kind: "age" | "signing"; readonly variable: string | undefined; readonly publicFile: string; /** Nothing needs it but a person with nothing else left. */ readonly isToBeMoved: boolean };

/** Each pair of keys that the settings name; of a recipient without a setting for its private half, that half is nobody's to use every day. */
function pairsOf({ export: exporting, recovery, warden, verification, retention, secondStore, paging }: Project["written"]): readonly Pair[] {
  const [operations, ...others] = exporting.recipients;
  const openedBy = (publicFile: string): string | undefined => (publicFile === verification?.recipient ? verification.identity : undefined);
  const signing = (variable: string | undefined, publicFile: string | undefined): readonly Pair[] =>
    variable === undefined || publicFile === undefined ? [] : [{ kind: "signing", variable, publicFile, isToBeMoved: false }];
  return [
    { kind: "age", variable: recovery.identity, publicFile: operations ?? "", isToBeMoved: false },
    ...others.map((publicFile): Pair => ({ kind: "age", variable: openedBy(publicFile), publicFile, isToBeMoved: openedBy(publicFile) === undefined })),
    ...(paging?.sealed === undefined ? [] : [{ kind: "age" as const, variable: paging.sealed.identity, publicFile: paging.sealed.recipient, isToBeMoved: false }]),
    ...signing(exporting.signingKey, exporting.signer),
    ...signing(warden?.signingKey, warden?.signer),
    ...signing(verification?.signingKey, verification?.signer),
    ...signing(retention?.signingKey, retention?.signer),
    ...signing(secondStore?.signingKey, secondStore?.signer),
  ];
}

/** Where a private file is: what its variable says, or else in keys/private/. */
function place({ directory }: Project, { env }: Reach, named: string | undefined, name: string): { readonly variable: string | undefined; readonly path: string; readonly isSet: boolean } {
  const variable = named?.slice(1);
  const value = (variable === undefined ? undefined : env[variable]) ?? "";
  return { variable, path: value === "" ? join(directory, PRIVATE_DIRECTORY, name) : resolve(directory, value), isSet: value !== "" };
}

/** A public half without its private one is no mistake: private keys belong elsewhere, so neither is made again. */
async function ensurePair(privatePath: string, publicPath: string, kind: KeyPair, world: Reach): Promise<readonly [privateHalf: Ensured | undefined, publicHalf: Ensured]> {
  const isPublicThere = (await world.files.read(publicPath)) !== undefined;
  if (isPublicThere && (await world.files.read(privatePath)) === undefined) return [undefined, { what: publicPath, was: "there" }];
  const own = await ensure(privatePath, async () => new Secret(await kind.make()), world);
  const text = (await world.files.read(privatePath)) ?? "";
  return [own, await ensure(publicPath, () => kind.publicOf(text), world, PUBLIC_MODE)];
}

async function ensure(path: string, make: () => Promise<string | Secret>, { files }: Reach, mode?: number): Promise<Ensured> {
  if ((await files.read(path)) !== undefined) return { what: path, was: "there" };
  await files.write(path, await make(), mode);
  return { what: path, was: "made" };
}

