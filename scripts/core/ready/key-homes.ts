import type { Finding } from "../readiness.ts";
import type { WrittenSecret } from "../secrets-schema.ts";
import type { Need } from "../settings.ts";
import { amber, green, red } from "./finding.ts";

const CHECK = "key-homes";

/** Whoever has one of these opens backups, or the stacks' secrets. */
const opening: readonly Need[] = ["recovery.identity", "verification.identity", "pulumi.passphraseFile"];
/** Whoever has one of these speaks of backups with authority. The exporter's own key is none: it signs inside AWS. */
const signing: readonly Need[] = ["warden.signingKey", "verification.signingKey", "retention.signingKey", "secondStore.signingKey"];

/** A variable of failover.yaml, and whether the day can do without it. */
export type NamedSecret = { readonly variable: string; readonly setting: Need; readonly isNeeded: boolean };

type Home = WrittenSecret["home"];
const inAws = ({ kind }: Home): boolean => kind === "aws-secrets-manager" || kind === "aws-ssm";
const besideArchive = ({ kind }: Home): boolean => kind === "google-secret-manager";
const homesOf = ({ home, copies = [] }: Pick<WrittenSecret, "home" | "copies">): readonly Home[] => [home, ...copies];
const places = (homes: readonly Home[]): string => homes.map(({ kind, at }) => `${kind}: ${at}`).join(", ");

/** Whether what the day needs can be had with AWS gone, whether a key that opens the backups lies where they lie, and whether a private key lies where AWS can lose it, or give it away. */
export function keyHomesFindings(named: readonly NamedSecret[], secrets: readonly WrittenSecret[]): readonly Finding[] {
  if (secrets.length === 0) return [amber(CHECK, "there is no secrets.yaml: nobody has written down where each secret can be had", "write one after secrets.example.yaml")];
  const findings = named.flatMap((one) => {
    const written = secrets.find(({ variable }) => variable === one.variable);
    return written === undefined ? [] : ofHomes(one, written);
  });
  if (findings.length > 0) return findings;
  const needed = named.filter(({ isNeeded }) => isNeeded).length;
  return [green(CHECK, `all ${needed} secrets that the day needs can be had without AWS, and no private key lies in AWS or beside what it opens`)];
}

function ofHomes({ setting, isNeeded }: NamedSecret, written: WrittenSecret): readonly Finding[] {
  const homes = homesOf(written);
  const what = `${written.name} (${setting})`;
  const isKey = opening.includes(setting);
  const correct = `make a new one, and correct ${written.name} in secrets.yaml`;
  if (isKey && homes.some(inAws)) return [red(CHECK, `${what} lives in AWS (${places(homes.filter(inAws))}): whoever takes AWS over could read every backup, and with AWS gone it is gone`, `move it out of AWS, ${correct}`)];
  if (signing.includes(setting) && homes.some(inAws)) return [red(CHECK, `${what} lives in AWS (${places(homes.filter(inAws))}): whoever takes AWS over could sign what nobody outside it has seen`, `move it out of AWS, ${correct}`)];
  if (isKey && homes.some(besideArchive)) return [red(CHECK, `${what} lies beside the archive (${places(homes.filter(besideArchive))}): whoever may read the one can read the other`, `move it out of that project, and correct ${written.name} in secrets.yaml`)];
  if (isNeeded && homes.every(inAws)) return [red(CHECK, `${what} can be had only from AWS (${places(homes)}): ${written.for}`, `keep a copy outside AWS and name it under 'copies' of ${written.name} in secrets.yaml`)];
  return [];
}
