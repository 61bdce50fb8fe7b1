import { chmod, chown, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { HostSpec } from "../daemon/lab.ts";
import type { Place } from "../place.ts";
import { runTool } from "../setup/run-tool.ts";
import { hostPaths, mountArguments } from "./host-command.ts";
import { authorizedKeysText, hostFiles } from "./host-files.ts";

const TIMEOUT_SECONDS = 20;

/** Makes the host's disk: a writable layer over the image, with everything in it that is this host's alone. */
export async function makeDisk(place: Place, image: string, spec: HostSpec & { readonly address: string }): Promise<void> {
  const paths = hostPaths(place, spec.name);
  for (const directory of [paths.root, paths.upper, paths.work, place.logs]) await mkdir(directory, { recursive: true });
  await runTool({ file: "mount", args: mountArguments(image, paths), timeoutSeconds: TIMEOUT_SECONDS });
  for (const { path, text, mode } of hostFiles(spec, place.id)) await put(join(paths.root, path), text, mode);
  await authorize(paths.root, spec.authorizedKeys ?? []);
  const key = "/etc/ssh/ssh_host_ed25519_key";
  const comment = `root@${spec.name}`;
  await runTool({ file: "chroot", args: [paths.root, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", key], timeoutSeconds: TIMEOUT_SECONDS });
}

/** Throws a host's disk away. Lazily: a machine that has just ended may hold it a moment longer. */
export async function removeDisk(place: Place, name: string): Promise<void> {
  const { root, directory } = hostPaths(place, name);
  await runTool({ file: "umount", args: ["--lazy", root], timeoutSeconds: TIMEOUT_SECONDS });
  await runTool({ file: "rm", args: ["-rf", "--one-file-system", directory], timeoutSeconds: TIMEOUT_SECONDS });
}

/** A new file in place of whatever the image has there: a link in the image would lead out of it. */
async function put(file: string, text: string, mode: number): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await rm(file, { force: true });
  await writeFile(file, text, { flag: "wx" });
  await chmod(file, mode);
}

async function authorize(root: string, keys: readonly string[]): Promise<void> {
  const [uid, gid] = await admin(root);
  const directory = join(root, "home/admin/.ssh");
  await put(join(directory, "authorized_keys"), authorizedKeysText(keys), 0o600);
  await chmod(directory, 0o700);
  for (const path of [directory, join(directory, "authorized_keys")]) await chown(path, uid, gid);
}

async function admin(root: string): Promise<readonly [number, number]> {
  const line = (await readFile(join(root, "etc/passwd"), "utf8")).split("\n").find((entry) => entry.startsWith("admin:"));
  const [, , uid, gid] = line?.split(":") ?? [];
  return [Number(uid), Number(gid)];
}
