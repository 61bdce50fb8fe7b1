import { basename, extname } from "node:path";

const DIGITS = 12;

/** A file name that no other content has, so that the release before it stays beside it on each host. */
export function releaseName(artifact: string, sha256: string): string {
  const extension = /\.tar\.[a-z0-9]+$/.exec(artifact)?.[0] ?? extname(artifact);
  const stem = basename(artifact, extension).replace(/-[0-9a-f]{12}$/, "");
  return `${stem}-${sha256.slice(0, DIGITS)}${extension}`;
}

/** Where a release lies in the archive; the prefix is no backup's. */
export const archiveName = (service: string, { name, sha256 }: { readonly name: string; readonly sha256: string }): string => `${service}.releases/${sha256}/${name}`;

/** The file of /opt/<service> that a unit starts; undefined if it starts something else. */
export const startedFile = (execStart: string, service: string): string | undefined => new RegExp(`/opt/${service}/([A-Za-z0-9_.+-]+)`).exec(execStart)?.[1];
