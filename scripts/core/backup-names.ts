/** A backup's id: when its export began (UTC, to the second), then six hex digits against two in one second. */
export function backupId(begun: Date, random: string): string {
  const stamp = begun.toISOString().replaceAll(/[-:]|\.\d+/g, "");
  return `${stamp}-${random.slice(0, 6)}`;
}

/** Whether a name is a backup's id and nothing else. */
export const isBackupId = (name: string): boolean => /^\d{8}T\d{6}Z-[0-9a-f]{6}$/.test(name);

/** Everything of a service's exports lies under this prefix. */
export const servicePrefix = (service: string): string => `${service}/`;

/** The object that makes a backup a backup: it is created last. */
export const manifestName = (service: string, id: string): string => `${service}/${id}/manifest.json`;

/** The Ed25519 signature of the manifest's bytes, base64. */
export const signatureName = (service: string, id: string): string => `${service}/${id}/manifest.sig`;

/** What the source was, in the clear: core/source-json.ts. */
export const sourceJsonName = (service: string, id: string): string => `${service}/${id}/source.json`;

/** The n-th encrypted file of a backup, sent for the first time or again; what it is stands in the manifest only. */
export const dataName = (service: string, id: string, n: number, again = 0): string => `${service}/${id}/data/${String(n).padStart(6, "0")}${again === 0 ? "" : `-${again}`}.age`;

/** The id a manifest's object name says it has, or undefined for any other object. */
export function idInManifestName(service: string, name: string): string | undefined {
  const [prefix, id, file, ...rest] = name.split("/");
  return prefix === service && file === "manifest.json" && rest.length === 0 && isBackupId(id ?? "") ? id : undefined;
}
