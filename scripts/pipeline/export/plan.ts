import type { Connection } from "../../core/commands/postgres.ts";
import type { Secret } from "../../core/secret.ts";

/** All that an export needs to know; settings, keys and paths already looked up. */
export type ExportPlan = {
  readonly service: string;
  readonly id: string;
  readonly bucket: string;
  readonly source: Connection;
  readonly databases: readonly string[];
  readonly recipientFiles: readonly string[];
  readonly signingKey: { readonly path: string; readonly pem: Secret };
  readonly signer: { readonly path: string; readonly pem: string };
  readonly jobs: number;
  /** A directory of this export's own; removed at its end, however it ends. */
  readonly spool: string;
  /** The newest manifest this exporter made, so that a removed backup leaves a gap in the chain. */
  readonly previous: string | null;
};
