import { restore } from "../../core/commands/postgres.ts";
import { isExpected } from "../../core/errors.ts";
import type { Manifest, ManifestDatabase } from "../../core/manifest.ts";
import { isUnresolved, listOf, readMishaps, type Mishap } from "../../core/restore-mishaps.ts";
import { givePathSql, judgeSecondTry, noteSecondTriesSql, pathAtSource, pathlessFunctions, takePathSql, type SecondTry } from "../../core/second-try.ts";
import { parseRows, rows } from "../../core/source-facts.ts";
import type { HostPorts } from "../../host-ports.ts";
import type { CommandResult } from "../../ports.ts";
import { commandFailed } from "../../steps/succeed.ts";
import { withSession } from "./inspect-target.ts";

type Reach = Pick<HostPorts, "sql" | "shell" | "files">;

type Restoring = {
  readonly manifest: Manifest;
  readonly database: ManifestDatabase;
  readonly name: string;
  readonly targetOwner: string;
  readonly directory: string;
  readonly limitSeconds: number;
  readonly phase: (phase: string) => Promise<void>;
  /** What makes each entry that is built over rows. */
  readonly statements: ReadonlyMap<string, string>;
};

type How = { readonly jobs: number; readonly owners?: false; readonly until: AbortSignal };

/** Runs of pg_restore into one database, with a second try of what calls functions that name no path. */
export type ListRuns = {
  readonly run: (list: string | undefined, how: How) => Promise<void>;
  /** Gives such functions the source's path for as long as the restore lasts, if they have not got it. */
  readonly givePath: () => Promise<void>;
  /** Takes the path from them again and notes what was tried twice, in the database itself. */
  readonly end: () => Promise<void>;
};

async function restoreList({ shell }: Reach, { name, directory, limitSeconds }: Restoring, list: string, { until, ...how }: How): Promise<readonly Mishap[]> {
  const mishaps = readMishaps();
  const hopeless = new AbortController();
  const hear = (line: string): void => {
    mishaps.hear(line);
    if (mishaps.hopeless() !== undefined) hopeless.abort();
  };
  const command = restore({ database: name, directory, list, timeoutSeconds: limitSeconds, ...how });
  const failed = (result: CommandResult): Error => commandFailed(command, { ...result, said: mishaps.hopeless() ?? result.said ?? result.stderr });
  const result = await shell.run(command, hear, { until: AbortSignal.any([until, hopeless.signal]) }).catch((error: unknown) => {
    if (isExpected(error) && hopeless.signal.aborted && !until.aborted) throw failed({ exitCode: 1, stdout: "", stderr: "" });
    throw error;
  });
  if (result.exitCode !== 0 && (mishaps.found().length === 0 || !result.stderr.includes("errors ignored on restore"))) throw failed(result);
  return mishaps.found();
}

/** Ready to run lists of a dump into its database. */
export function listRuns(ports: Reach, restoring: Restoring): ListRuns {
  const { name, manifest, database, targetOwner, statements } = restoring;
  const tries: SecondTry[] = [];
  let given: readonly string[] | undefined;
  const tell = (said: readonly string[]) => withSession(ports, name, async (session) => {
    for (const statement of said) await session.tell(statement);
  });
  const givePath = async (): Promise<void> => {
    if (given !== undefined) return;
    given = await withSession(ports, name, async (session) => parseRows(rows.name, await session.ask(pathlessFunctions), "its functions").map((one) => one.name));
    await tell(givePathSql(given, pathAtSource(manifest, database, targetOwner)));
  };
  return {
    givePath,
    run: async (path, how) => {
      if (path === undefined) return;
      const first = await restoreList(ports, restoring, path, how);
      if (first.length === 0) return;
      await restoring.phase(`trying ${first.length} again, with the source's search_path`);
      await givePath();
      const list = (await ports.files.read(path)) ?? "";
      const again = `${path}.again`;
      await ports.files.write(again, listOf(first, list), 0o644);
      const second = await restoreList(ports, restoring, again, how);
      const judged = judgeSecondTry(first, second, { list, statements });
      const worst = second.find((mishap) => !isUnresolved(mishap)) ?? (judged.lacksRows ? second.find(({ entry }) => entry.startsWith("TABLE DATA ")) : undefined);
      if (worst !== undefined) throw commandFailed(restore({ database: name, directory: restoring.directory, list: again, timeoutSeconds: restoring.limitSeconds, ...how }), { exitCode: 1, stdout: "", stderr: "", said: `${worst.entry}: ERROR: ${worst.because}` });
      tries.push(...judged.tries);
    },
    end: async () => {
      if (given !== undefined) await tell(takePathSql(given));
      if (tries.length > 0) await tell(noteSecondTriesSql(tries));
    },
  };
}
