import { existsSync } from "node:fs";
import { find } from "./program.ts";
import { runTool } from "./run-tool.ts";

/** The programs the lab runs on this machine itself, and the Debian package of each. */
export const packageOf: Readonly<Record<string, string>> = {
  age: "age",
  "age-keygen": "age",
  chroot: "coreutils",
  debootstrap: "debootstrap",
  ip: "iproute2",
  findmnt: "util-linux",
  fsfreeze: "util-linux",
  jq: "jq",
  "mkfs.ext4": "e2fsprogs",
  "mkfs.xfs": "xfsprogs",
  mount: "mount",
  nft: "nftables",
  nsenter: "util-linux",
  python3: "python3",
  resize2fs: "e2fsprogs",
  setpriv: "util-linux",
  setsid: "util-linux",
  ssh: "openssh-client",
  "ssh-keygen": "openssh-client",
  sysctl: "procps",
  "systemd-nspawn": "systemd-container",
  unshare: "util-linux",
  xfs_io: "xfsprogs",
  zstd: "zstd",
};

/** The programs of `packageOf` that are not on this machine. */
export const missingPrograms = (): readonly string[] => Object.keys(packageOf).filter((program) => find(program) === undefined);

/** What debootstrap knows Debian's packages by. Ubuntu has it in a package of its own, which debootstrap does without. */
export const debianKeyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** What is here already, besides programs. */
export type Present = { readonly python: boolean; readonly debianKeyring: boolean };

/** What apt has to install, each package once; without venv no Python environment can be made. */
export function packagesFor(programs: readonly string[], present: Present): readonly string[] {
  const packages = programs.flatMap((program) => packageOf[program] ?? []);
  return [...new Set([...packages, ...(present.python ? [] : ["python3-venv"]), ...(present.debianKeyring ? [] : ["debian-archive-keyring"])])].sort();
}

/** Whether Debian's keys are on this machine. */
export const hasDebianKeyring = (): boolean => existsSync(debianKeyring);

/** Whether this machine is one whose packages we know how to install. */
export const hasApt = (): boolean => find("apt-get") !== undefined;

/** Installs packages with apt, asking nothing. */
export async function installPackages(packages: readonly string[]): Promise<void> {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await runTool({ file: "apt-get", args: ["update", "--quiet"], env, timeoutSeconds: 5 * 60 });
  await runTool({ file: "apt-get", args: ["install", "--yes", "--quiet", "--no-install-recommends", ...packages], env, timeoutSeconds: 15 * 60 });
}
