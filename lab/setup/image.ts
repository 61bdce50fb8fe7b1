import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { copyFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { debianMirror } from "./debian-mirror.ts";
import type { Recipe } from "./cache-entry.ts";
import { debianKeyring } from "./os-packages.ts";
import { runTool } from "./run-tool.ts";

/** The release of Debian that every host runs. */
export const SUITE = "trixie";
const packagesFile = join(import.meta.dirname, "image/packages.txt");
const finishFile = join(import.meta.dirname, "image/finish.sh");

/** The base image of every host: Debian 13 with the packages in image/packages.txt, finished by image/finish.sh. */
export function image(): Recipe {
  const packages = readFileSync(packagesFile, "utf8");
  const finish = readFileSync(finishFile, "utf8");
  return {
    name: "image",
    title: "base image of the machines, Debian 13",
    key: createHash("sha256").update([SUITE, packages, finish].join("\n")).digest("hex").slice(0, 12),
    expectSeconds: 100,
    make: async (directory) => {
      const root = join(directory, "rootfs");
      await bootstrap(root, packages.trim().split("\n"));
      await copyFile(finishFile, join(root, "finish.sh"));
      await runTool({ file: "chroot", args: [root, "/bin/sh", "/finish.sh"], timeoutSeconds: 120, env: cleanLocale });
      await rm(join(root, "finish.sh"));
      await writeFile(join(directory, "packages.txt"), await installedPackages(root));
    },
  };
}

/** PostgreSQL's package makes its cluster in the locale it is installed under. */
const cleanLocale = { LC_ALL: "C.UTF-8", LANG: "C.UTF-8" };

/** In namespaces of its own, and bound to this process: if set-up dies, its children and mounts die with it. */
async function bootstrap(root: string, packages: readonly string[]): Promise<void> {
  await runTool({
    file: "setpriv",
    args: [
      ...["--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork", "--kill-child", "debootstrap"],
      // Without the keyring debootstrap would go on over https, and check no signature.
      ...["--force-check-gpg", `--keyring=${debianKeyring}`],
      ...["--variant=minbase", `--include=${packages.join(",")}`, SUITE, root],
      ...(await debianMirror()),
    ],
    timeoutSeconds: 30 * 60,
    // An image that is not whole is thrown away, so dpkg need not wait for the disk after each file.
    env: { ...cleanLocale, DPKG_FORCE: "unsafe-io" },
  });
}

/** A suite moves on, so the image says which version of everything it holds. */
const installedPackages = (root: string): Promise<string> =>
  runTool({ file: "dpkg-query", args: [`--admindir=${root}/var/lib/dpkg`, "--show"], timeoutSeconds: 30 });
