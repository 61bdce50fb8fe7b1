/** What decides which Node 24 runs the tests. */
export type Machine = { readonly platform: string; readonly arch: string; readonly libc: "glibc" | "other"; readonly runningVersion: string };

/** The Node that is running, the pinned one, or what a person has to do. */
export type Choice = { readonly use: "running" | "pinned" } | { readonly use: "none"; readonly because: string };

/** The npm registry serves a ready Node for the usual Linux; anywhere else a person installs it. */
export function whichNode({ platform, arch, libc, runningVersion }: Machine): Choice {
  if (/^v?24\./.test(runningVersion)) return { use: "running" };
  if (platform === "linux" && arch === "x64" && libc === "glibc") return { use: "pinned" };
  const machine = libc === "other" && platform === "linux" ? `${platform} ${arch} without glibc` : `${platform} ${arch}`;
  return { use: "none", because: `No ready Node 24 is known for ${machine}: install it by hand, put it first on the PATH and type 'npm test'.` };
}
