import { Exit } from "../exit.ts";
import type { Advice, Catalogue } from "./advice.ts";

/** A verification on a machine that is thrown away. */
export const verifyErrors = {
  BACKUP_NOT_FOR_VERIFIER: (f: { backup: string; recipient: string }): Advice => ({
    what: `backup ${f.backup} was not encrypted to ${f.recipient}`,
    why: "the verifier's key cannot open it, and no other key belongs on that machine",
    next: "add it to export.recipients and to the exporter's public keys; the next export can then be verified",
  }),
  VERIFY_STACK_NOT_EMPTY: (f: { stack: string; left: readonly string[] }): Advice => ({
    what: `stack '${f.stack}' still holds ${f.left.join(", ")}`,
    why: "a restored copy of the customers' data is not left lying, and its machine costs money",
    next: `'eval "$(failover env)"', then 'pulumi destroy --stack ${f.stack}'; the next such command tries it as well`,
    exit: Exit.failed,
  }),
} as const satisfies Catalogue;
