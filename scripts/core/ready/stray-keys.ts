import type { Finding } from "../readiness.ts";
import { amber, green, red } from "./finding.ts";

const CHECK = "stray-keys";
const SHOWN = 5;

const ending = /\.(?:key|pem|age|p12|pfx|agekey)$/i;
const word = /^(?:.*[-_.])?(?:identity|passphrase|id_(?:rsa|ed25519|ecdsa))(?:\.txt)?$/i;
/** How deep a bucket is looked into: `<folder>/<name>`. */
export const DEEPEST = 2;

/** Whether a file is named as private keys are. */
export function isNamedLikeKey(path: string): boolean {
  const file = path.split("/").at(-1) ?? "";
  return ending.test(file) || word.test(file);
}

/** An object at the top of a bucket that is named as private keys are. What is sealed by a backup lies deeper, below its data/. */
export const isStrayObject = (name: string): boolean => name.split("/").length <= DEEPEST && isNamedLikeKey(name);

/** Whether a text is the private half of a key. */
export const isPrivateKey = (text: string): boolean => /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text) || /^AGE-SECRET-KEY-1/m.test(text);

/** What looks like a private key where none may lie, or as it may not: in the buckets, among what git would commit, open to others. `partly`: buckets of which only the beginning was looked at. */
export type Stray = { readonly objects: readonly string[]; readonly partly: readonly string[]; readonly committed: readonly string[]; /** Private files here that every user of this machine may read. */ readonly open: readonly string[] };

/** Whether a private key lies beside the archive, is open to whoever uses this machine, or would be handed to everybody who clones the project. */
export function strayKeysFindings({ objects, partly, committed, open }: Stray): readonly Finding[] {
  const findings = [
    ...(objects.length === 0 ? [] : [red(CHECK, `beside the archive lies what is named like a private key: ${few(objects)}`, "see what it is; a private key is moved away, and replaced by a new one")]),
    ...(committed.length === 0 ? [] : [amber(CHECK, `git has, or would take in, a private key: ${few(committed)}`, "name it in .gitignore; one that was committed is replaced by a new one")]),
    ...(open.length === 0 ? [] : [amber(CHECK, `every user of this machine may read ${few(open)}`, `chmod o= ${open.join(" ")}`)]),
  ];
  const note = partly.length === 0 ? "" : `; of ${partly.join(", ")} only the first names were looked at`;
  return findings.length > 0 ? findings : [green(CHECK, `no private key lies at the top of the buckets or among what git takes in, and none is open to others here${note}`)];
}

const few = (all: readonly string[]): string => [...all.slice(0, SHOWN), ...(all.length > SHOWN ? [`and ${all.length - SHOWN} more`] : [])].join(", ");
