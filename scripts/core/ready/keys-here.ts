import type { Finding } from "../readiness.ts";
import { green, red, unknown } from "./finding.ts";
import type { Opens } from "./stack-salt.ts";

/** One stack's file as far as its secrets go: the salt that Pulumi keeps there, or another provider's name. */
export type StackSecrets = { readonly stack: string; readonly salt: string | undefined; readonly provider: string | undefined };

const PASSPHRASE = "passphrase";

/** Whether the passphrase at hand opens every stack that a failover brings up. */
export function passphraseFindings(path: string, tried: readonly (StackSecrets & { readonly opens: Opens | undefined })[]): readonly Finding[] {
  const by = (opens: Opens) => tried.filter((one) => one.opens === opens).map(({ stack }) => stack);
  const others = tried.filter(({ opens }) => opens === undefined);
  const findings = [
    ...(by("other passphrase").length === 0 ? [] : [red(PASSPHRASE, `the passphrase in ${path} does not open ${by("other passphrase").join(", ")}: the mirror could not be stood up`, "find the one these stacks were made with; secrets.yaml says where it is at home")]),
    ...(by("unlike").length === 0 ? [] : [unknown(PASSPHRASE, `the salt of ${by("unlike").join(", ")} is in no form that is known here`, "'pulumi preview --stack gcp' in the environment of 'failover env'")]),
    ...others.map(({ stack, provider }) => unknown(PASSPHRASE, `Pulumi.${stack}.yaml ${provider === undefined ? "has no salt" : `keeps its secrets by ${provider}`}: whether they open cannot be told without asking there`, `'pulumi preview --stack ${stack}' in the environment of 'failover env'`)),
  ];
  return findings.length > 0 ? findings : [green(PASSPHRASE, `opens the canary of ${tried.map(({ stack }) => stack).join(", ")}`)];
}

const IDENTITY = "operations-key";

/** What became of opening the newest backup with the operations key. */
export type Opening =
  | { readonly as: "opened"; readonly backup: string; readonly object: string }
  | { readonly as: "not opened"; readonly backup: string; readonly object: string; readonly because: string }
  | { readonly as: "not tried"; readonly because: string };

/** Whether the key that the day needs opens the newest backup, by an object of it that was really opened. */
export function identityFinding(path: string, opening: Opening): Finding {
  switch (opening.as) {
    case "opened":
      return green(IDENTITY, `opens backup ${opening.backup}`);
    case "not opened":
      return red(IDENTITY, `${path} does not open ${opening.object}: ${opening.because}`, "find the private half of the operations recipient; secrets.yaml says where it is at home");
    case "not tried":
      return unknown(IDENTITY, opening.because, "type the command where the operations key is at hand");
    default:
      return opening satisfies never;
  }
}
