import { runTool } from "./run-tool.ts";

/** The mirror this machine's apt already uses for Debian, as debootstrap's last argument; none means its own default. */
export async function debianMirror(): Promise<readonly string[]> {
  const args = ["indextargets", "--format", "$(ORIGIN) $(LABEL) $(REPO_URI)", "Created-By: Packages"];
  return mirrorIn(await runTool({ file: "apt-get", args, timeoutSeconds: 30 }).catch(() => ""));
}

/** The first main Debian archive in apt's list of index files; security and third parties do not count. */
export function mirrorIn(indexTargets: string): readonly string[] {
  const main = /^Debian Debian (\S+)$/m.exec(indexTargets);
  return main?.[1] === undefined ? [] : [main[1]];
}
