import { dirname } from "node:path";
import { unpack } from "../../core/commands/tar.ts";
import type { ManifestObject } from "../../core/manifest.ts";
import type { HostPorts } from "../../host-ports.ts";
import { succeed } from "../../steps/succeed.ts";

/** Takes the files out of an object that holds many, into the directory where it lies, and removes it; any other is left as it is. */
export async function unpackFile({ shell, disk }: Pick<HostPorts, "shell" | "disk">, { packed }: ManifestObject, path: string): Promise<void> {
  if (packed !== "tar") return;
  await succeed(shell, unpack({ from: path, into: dirname(path) }));
  await disk.remove(path);
}
