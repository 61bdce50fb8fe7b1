import { find } from "./program.ts";
import { runTool } from "./run-tool.ts";

/** The programs the lab runs on this machine itself, and the Debian package of each. */
export const packageOf: Readonly<Record<string, string>> = {
  age: "age",
  "age-keygen": "age",
  chroot: "coreutils",
  debootstrap: "debootstrap",
  ip: "iproute2",
  "mkfs.xfs": "xfsprogs",
  mount: "mount",
  nft: "nftables",
  nsenter: "util-linux",
  python3: "python3",
  setpriv: "util-linux",
  setsid: "util-linux",
  ssh: "openssh-client",
  "ssh-keygen": "openssh-client",
  sysctl: "procps",
  "systemd-nspawn": "systemd-container",
  unshare: "util-linux",
  zstd: "zstd",
};

/** The programs of `packageOf` that are not on this machine. */
export const missingPrograms = (): readonly string[] => Object.keys(packageOf).filter((program) => find(program) === undefined);

/** What apt has to install for these programs, each package once; without venv no Python environment can be made. */
export function packagesFor(programs: readonly string[], hasPython: boolean): readonly string[] {
  const packages = programs.flatMap((program) => packageOf[program] ?? []);
  return [...new Set([...packages, ...(hasPython ? [] : ["python3-venv"]), ...(programs.includes("debootstrap") ? ["debian-archive-keyring"] : [])])].sort();
}

/** Whether this machine is one whose packages we know how to install. */
export const hasApt = (): boolean => find("apt-get") !== undefined;

/** Installs packages with apt, asking nothing. */
export async function installPackages(packages: readonly string[]): Promise<void> {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await runTool({ file: "apt-get", args: ["update", "--quiet"], env, timeoutSeconds: 5 * 60 });
  await runTool({ file: "apt-get", args: ["install", "--yes", "--quiet", "--no-install-recommends", ...packages], env, timeoutSeconds: 15 * 60 });
}
