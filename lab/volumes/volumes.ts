import { chown, mkdir, readdir, rename, rm, stat, statfs, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Volumes } from "../daemon/lab.ts";
import type { Place } from "../place.ts";
import { runTool } from "../setup/run-tool.ts";

const TOOL_SECONDS = 60;
const DATA = "var/lib/postgresql";

/** The lab's disks, each an ext4 image of fixed size in the pool, mounted on this machine and bound into its host. */
export function volumesIn(place: Pick<Place, "pool" | "volumes">, imageRoot: string): Volumes {
  const disk = (id: string): string => join(place.pool, "disks", `${id}.img`);
  const lostDisk = (id: string): string => join(place.pool, "lost", `${id}.img`);
  const copy = (id: string): string => join(place.pool, "snapshots", `${id}.img`);
  const archive = (id: string): string => join(place.pool, "archive", id);
  const mounted = (id: string): string => join(place.volumes, id);

  const mount = async (id: string): Promise<void> => {
    await mkdir(mounted(id), { recursive: true });
    await run("mount", ["-o", "loop,discard", disk(id), mounted(id)]);
  };
  const unmount = (id: string): Promise<unknown> => run("umount", ["--lazy", mounted(id)]).catch(() => undefined);
  // The server that ran on it never said goodbye, and on another machine its number is somebody else's.
  const forgetServer = async (id: string): Promise<void> => {
    for (const cluster of await readdir(join(mounted(id), "17"))) await rm(join(mounted(id), "17", cluster, "postmaster.pid"), { force: true });
  };
  const makeArchive = async (id: string): Promise<void> => {
    const { uid, gid } = await stat(join(imageRoot, DATA));
    for (const directory of [archive(id), join(archive(id), "sent"), join(archive(id), "restore")]) {
      await mkdir(directory, { recursive: true });
      await chown(directory, uid, gid);
    }
  };
  const prepare = async (): Promise<void> => {
    for (const part of ["disks", "lost", "snapshots", "archive"]) await mkdir(join(place.pool, part), { recursive: true });
  };

  return {
    create: async (id, megabytes) => {
      await prepare();
      await writeFile(disk(id), "");
      await truncate(disk(id), megabytes * 2 ** 20);
      await run("mkfs.ext4", ["-q", "-E", "lazy_itable_init=1,lazy_journal_init=1,nodiscard", "-m", "0", disk(id)]);
      await mount(id);
      await run("cp", ["--archive", `${join(imageRoot, DATA)}/.`, mounted(id)]);
      await makeArchive(id);
    },
    createFrom: async (id, snapshot, megabytes) => {
      await prepare();
      await run("cp", ["--reflink=always", copy(snapshot), disk(id)]);
      const grows = (await stat(disk(id))).size < megabytes * 2 ** 20;
      if (grows) await truncate(disk(id), megabytes * 2 ** 20);
      await mount(id);
      if (grows) await run("resize2fs", [(await run("findmnt", ["--noheadings", "--output", "SOURCE", mounted(id)])).trim()]);
      await forgetServer(id);
      await makeArchive(id);
    },
    binds: (id) => [
      { from: mounted(id), to: `/${DATA}` },
      { from: archive(id), to: "/var/lib/rds" },
    ],
    snapshot: async (id, snapshot) => {
      // What is written beforehand need not be written while everybody waits.
      await run("sync", ["--file-system", mounted(id)]);
      await run("fsfreeze", ["--freeze", mounted(id)]);
      try {
        await run("cp", ["--reflink=always", disk(id), copy(snapshot)]);
      } finally {
        await run("fsfreeze", ["--unfreeze", mounted(id)]);
      }
    },
    removeSnapshot: (snapshot) => rm(copy(snapshot), { force: true }),
    sent: async (id) => {
      const names = await readdir(join(archive(id), "sent")).catch(() => []);
      const whole = names.filter((name) => !name.endsWith(".part"));
      return Promise.all(whole.map(async (name) => ({ name, at: (await stat(join(archive(id), "sent", name))).mtime })));
    },
    handOver: async (from, to) => {
      const names = (await readdir(join(archive(from), "sent"))).filter((entry) => !entry.endsWith(".part"));
      const target = `--target-directory=${join(archive(to), "restore")}`;
      if (names.length > 0) await run("cp", ["--archive", "--reflink=always", target, ...names.map((name) => join(archive(from), "sent", name))]);
    },
    room: async (id) => {
      const { bavail, blocks, bsize } = await statfs(mounted(id));
      return { freeBytes: bavail * bsize, bytes: blocks * bsize };
    },
    // As of a controller that dies: what was not on the disk yet never gets there, and everything from now on is an error.
    lose: async (id) => {
      await run("xfs_io", ["-x", "-c", "shutdown", mounted(id)]);
      await rename(disk(id), lostDisk(id));
    },
    giveBack: async (id) => {
      await unmount(id);
      // Another file: the old one's file system lives on, shut down, until the last who had it open has gone, and a second mount would be that one.
      await run("cp", ["--reflink=always", lostDisk(id), disk(id)]);
      await rm(lostDisk(id), { force: true });
      await mount(id);
      await forgetServer(id);
    },
    remove: async (id, { keepArchive }) => {
      await unmount(id);
      for (const file of [disk(id), lostDisk(id), mounted(id)]) await rm(file, { force: true, recursive: true });
      if (!keepArchive) await rm(archive(id), { force: true, recursive: true });
    },
  };
}

const run = (file: string, args: readonly string[]): Promise<string> => runTool({ file, args, timeoutSeconds: TOOL_SECONDS });
