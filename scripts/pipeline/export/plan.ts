import type { Connection } from "../../core/commands/postgres.ts";
import type { Secret } from "../../core/secret.ts";

/** All that an export needs to know; settings, keys and paths already looked up. */
export type ExportPlan = {
  readonly service: string;
  readonly id: string;
  readonly bucket: string;
  /** The server that is read, and what it is to the live one. */
  readonly from: "live" | "replica" | "snapshot";
  /** For a server made from a snapshot: when that was taken, by the provider's clock. */
  readonly snapshotTime?: string | undefined;
  readonly source: Connection;
  /** Left out: every database a company can have put something into. */
  readonly databases: readonly string[] | undefined;
  readonly recipientFiles: readonly string[];
  readonly signingKey: { readonly path: string; readonly pem: Secret };
  readonly signer: { readonly path: string; readonly pem: string };
  readonly jobs: number;
  /** Whether each table gets a content sum: a second pass over all rows. */
  readonly sums: boolean;
  /** The major version the mirror runs, if the settings name it. */
  readonly targetMajor: number | undefined;
  /** A directory of this export's own; what is in it is known to `state.json`. */
  readonly spool: string;
  /** The run that has closed the source to writes and asked for it; left out, nobody has. */
  readonly forRun?: string | undefined;
  /** The newest manifest this exporter made, so that a removed backup leaves a gap in the chain. */
  readonly previous: string | null;
  /** The file in which the next export finds that hash; left out where nothing follows. */
  readonly chain?: string;
  /** How large the last export's dump was, and the databases that it was made from; left out where none is known. */
  readonly last?: { readonly databaseBytes: number; readonly plainBytes: number } | undefined;
};
