import { readFile } from "node:fs/promises";
import { find } from "./program.ts";
import { runTool } from "./run-tool.ts";

/** The mirror this machine's apt already uses for Debian, as debootstrap's last argument; none means its own default. */
export async function debianMirror(): Promise<readonly string[]> {
  const args = ["indextargets", "--format", "$(ORIGIN) $(LABEL) $(REPO_URI)", "Created-By: Packages"];
  return mirrorIn(await runTool({ file: "apt-get", args, timeoutSeconds: 30 }).catch(() => ""));
}

/** The same for who cannot leave it to debootstrap: where apt knows none, the one that debootstrap itself goes to for this suite. */
export async function debianArchive(suite: string): Promise<string | undefined> {
  const [mirror] = await debianMirror();
  if (mirror !== undefined) return mirror;
  const text = (path: string) => readFile(path, "utf8").catch(() => "");
  return defaultMirrorIn(await text(`/usr/share/debootstrap/scripts/${suite}`), await text(find("debootstrap") ?? ""));
}

/** The first main Debian archive in apt's list of index files; security and third parties do not count. */
export function mirrorIn(indexTargets: string): readonly string[] {
  const main = /^Debian Debian (\S+)$/m.exec(indexTargets);
  return main?.[1] === undefined ? [] : [main[1]];
}

/** Where debootstrap goes when nobody says where: the suite's own script comes before the program. */
export const defaultMirrorIn = (suiteScript: string, program: string): string | undefined =>
  /^\s*default_mirror\s+(\S+)/m.exec(suiteScript)?.[1] ?? /^DEF_MIRROR="([^"]+)"/m.exec(program)?.[1];
