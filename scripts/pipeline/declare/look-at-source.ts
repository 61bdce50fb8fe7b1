import { join } from "node:path";
import { askCanExport, NOT_CONFIGURED } from "../../core/commands/exporter.ts";
import { FailoverError, isExpected } from "../../core/errors.ts";
import { canExportSchema } from "../../core/exported.ts";
import { unseen, type SourceSight, type Told } from "../../core/graceful/propose.ts";
import { lastLine } from "../../core/last-words.ts";
import { parseJsonFrom } from "../../core/parse-untrusted.ts";
import { knowOldSide } from "../../steps/fence-source.ts";
import { sshTarget } from "../../steps/ssh-target.ts";
import type { World } from "../../world.ts";
import { settingsFor, type Project } from "../project.ts";

const LIMIT_SECONDS = 25;
const ASK_SECONDS = 20;
const KNOCK_SECONDS = 1.5;
const KNOCKS = 2;
const SSH_PORT = 22;

/** Asks the source side whether it could be exported one last time. It ends within half a minute whatever it meets, and what could not be told is told as that. Whoever stops the command meanwhile wants no run opened. */
export async function lookAtSource(project: Project, world: World): Promise<SourceSight> {
  const enough = new AbortController();
  const late = world.clock.sleep(LIMIT_SECONDS, enough.signal).then(() => unseen(`no answer within ${LIMIT_SECONDS} s`));
  late.catch(() => undefined);
  try {
    const seen = await Promise.race([ask(project, world, AbortSignal.any([world.stop, enough.signal])).catch((error: unknown) => unseen(wordsOf(error))), late]);
    if (world.stop.aborted) throw new FailoverError("COMMAND_STOPPED", { command: "failover declare" });
    return seen;
  } finally {
    // What is still asked ends here.
    enough.abort();
  }
}

async function ask(project: Project, world: World, stop: AbortSignal): Promise<SourceSight> {
  const settings = settingsFor(project, world, []);
  const { shell, tcp } = await world.outside(settings, stop);
  const place = { settings, projectDirectory: project.directory, runDirectory: join(project.directory, ".failover") };
  const side = await knowOldSide({ shell }, place);
  if ("unknown" in side) return unseen(side.unknown);
  const { address } = side.exporter;
  let silence = "";
  for (let tried = 0; tried < KNOCKS; tried += 1) {
    const answer = await tcp.connect(address, SSH_PORT, { timeoutSeconds: KNOCK_SECONDS });
    if (answer === "connected") break;
    silence = answer.failed;
    if (tried === KNOCKS - 1) return { ...unseen("nobody there to ask it"), host: { says: "no", because: `${address}: ${silence}, ${KNOCKS} times` } };
  }
  const { exitCode, stdout, stderr, said } = await shell.run(askCanExport(sshTarget(place, address), ASK_SECONDS));
  if (exitCode !== 0) return { ...unseen("the exporter's host did not say"), host: { says: "cannot tell", because: `${address}: ${lastLine(said ?? stderr)}` } };
  return sightFrom(stdout, address);
}

const yes = (because: string): Told => ({ says: "yes", because });

function sightFrom(stdout: string, address: string): SourceSight {
  const host = yes(`${address} answers`);
  if (stdout.trim() === NOT_CONFIGURED) return { ...unseen("there is no exporter to ask it"), host, exporter: { says: "no", because: `${address} has no service failover-export` } };
  const { database, problems, lastSeconds } = parseJsonFrom(canExportSchema, stdout.trim().split("\n").at(-1) ?? "", "the exporter's host");
  if (!database.answers) return { host, database: { says: "no", because: database.because }, exporter: { says: "cannot tell", because: "it waits for the database" }, lastSeconds };
  return { host, database: yes(database.because), exporter: problems.length === 0 ? yes("nothing is missing") : { says: "no", because: problems.join("; ") }, lastSeconds };
}

/** Whatever it was, it is no reason to hold a declaration up. */
const wordsOf = (error: unknown): string => (isExpected(error) ? error.advice.what : error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error));
