import type { Command } from "./command.ts";

const HOUR = 60 * 60;

/** Puts files of one directory into a tar there, and removes them; their names come by standard input, because they may be many. */
export const pack = (o: { directory: string; path: string; files: readonly string[] }): Command => ({
  file: "tar",
  args: ["--create", `--file=${o.directory}/${o.path}`, `--directory=${o.directory}`, "--remove-files", "--owner=0", "--group=0", "--mode=0600", "--verbatim-files-from", "--files-from=-"],
  input: o.files.map((name) => `./${name}\n`).join(""),
  timeoutSeconds: HOUR,
});

/** Takes a tar's files out into a directory. */
export const unpack = (o: { from: string; into: string }): Command => ({
  file: "tar",
  args: ["--extract", `--file=${o.from}`, `--directory=${o.into}`, "--no-same-owner"],
  timeoutSeconds: HOUR,
});
