import type { Finding } from "../readiness.ts";
import type { WrittenSecret } from "../secrets-schema.ts";
import { amber, green, red } from "./finding.ts";

const CHECK = "key-homes";

/** A variable of failover.yaml as far as its home matters: `key` opens backups or stacks, `needed` is what the day cannot do without. */
export type NeededSecret = { readonly variable: string; readonly setting: string; readonly isKey: boolean };

type Home = WrittenSecret["home"];
const inAws = ({ kind }: Home): boolean => kind === "aws-secrets-manager" || kind === "aws-ssm";
const besideArchive = ({ kind }: Home): boolean => kind === "google-secret-manager";
const homesOf = ({ home, copies = [] }: Pick<WrittenSecret, "home" | "copies">): readonly Home[] => [home, ...copies];
const places = (homes: readonly Home[]): string => homes.map(({ kind, at }) => `${kind}: ${at}`).join(", ");

/** Whether what the day needs can be had with AWS gone, and whether a key that opens the backups lies where they lie or where AWS can lose it. */
export function keyHomesFindings(needed: readonly NeededSecret[], secrets: readonly WrittenSecret[]): readonly Finding[] {
  if (secrets.length === 0) return [amber(CHECK, "there is no secrets.yaml: nobody has written down where each secret can be had", "write one after secrets.example.yaml")];
  const findings = needed.flatMap(({ variable, setting, isKey }): readonly Finding[] => {
    const written = secrets.find((secret) => secret.variable === variable);
    if (written === undefined) return [];
    const homes = homesOf(written);
    const what = `${written.name} (${setting})`;
    if (isKey && homes.some(inAws)) return [red(CHECK, `${what} lives in AWS (${places(homes.filter(inAws))}): whoever takes AWS over could read every backup, and with AWS gone it is gone`, `move it out of AWS, make a new one, and correct ${written.name} in secrets.yaml`)];
    if (isKey && homes.some(besideArchive)) return [red(CHECK, `${what} lies beside the archive (${places(homes.filter(besideArchive))}): whoever may read the one can read the other`, `move it out of that project, and correct ${written.name} in secrets.yaml`)];
    if (homes.every(inAws)) return [red(CHECK, `${what} can be had only from AWS (${places(homes)}): ${written.for}`, `keep a copy outside AWS and name it under 'copies' of ${written.name} in secrets.yaml`)];
    return [];
  });
  return findings.length > 0 ? findings : [green(CHECK, `all ${needed.length} secrets that the day needs can be had without AWS, and no key lies beside what it opens`)];
}
