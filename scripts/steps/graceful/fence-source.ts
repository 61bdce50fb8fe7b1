import { FailoverError, isExpected } from "../../core/errors.ts";
import { fenceOf } from "../../core/fence.ts";
import type { Fenced } from "../../core/graceful/outputs.ts";
import { withoutIn, WITHOUT_FINAL_EXPORT } from "../../core/graceful/without.ts";
import { isSurelyStill, leftInWords, notStill, type Closed, type Writes } from "../../core/graceful/writes.ts";
import type { Ports } from "../../ports.ts";
import { fenceHosts, fenceSource, knowOldSide, type OldSide } from "../fence-source.ts";
import { databaseOrderAt } from "../restore-db/in-vpc.ts";
import type { Context, Step } from "../step.ts";
import { closeSource, countSourceWrites, endsTheSession } from "./source.ts";

const ID = "fence-source";
const QUIET_SECONDS = 2;
const LOOKS = 3;
/** A session that is idle tells what it wrote within 10 s. */
const ALL_TOLD_SECONDS = 12;

/** Closes the old side while it answers: the application is told, the database refuses, what stood is ended, and it is seen that nothing is written any more. */
export const fenceSourceGracefully: Step = {
  ...fenceSource,
  title: "Close the old side to writes, and its database",
  preview: (context) => [...fenceSource.preview(context), databaseOrderAt(context, "<exporter>")],
  run: async (ports, context) => {
    const side = await knowOldSide(ports, context);
    const hosts = await fenceHosts(ports, context, side);
    const database = await closeDatabase(ports, context, side);
    const told = fenceOf(databaseInWords(database), hosts);
    const because = [...told.because, ...("closed" in database ? leftInWords(database.closed) : [])];
    const open = "closed" in database ? notStill(database.closed, database.writes) : [database.failed];
    const exporter = "unknown" in side ? null : side.exporter.address;
    if (open.length === 0 && "writes" in database) {
      ports.operator.progress(ID, "the old side refuses writes, and nothing is written there any more");
      return { fenced: true, because, exporter, writes: database.writes } satisfies Fenced;
    }
    const without = withoutIn(context.decided(WITHOUT_FINAL_EXPORT));
    if (without === undefined) throw new FailoverError("SOURCE_NOT_STILL", { because: open });
    // Of a database that cannot be asked the application's hosts are the last word, as in any failover.
    const fenced = "failed" in database && told.fenced;
    ports.operator.progress(ID, fenced ? "the application refuses writes; its database could not be asked" : "not fenced");
    return { fenced, because: [...because, ...open], exporter, writes: null } satisfies Fenced;
  },
};

type Database = { readonly closed: Closed; readonly writes: Writes } | { readonly failed: string };

async function closeDatabase(ports: Ports, context: Context, side: OldSide): Promise<Database> {
  if ("unknown" in side) return { failed: `nobody can tell where the exporter stands: ${side.unknown}` };
  const { address } = side.exporter;
  try {
    ports.operator.progress(ID, "closing the database");
    const closed = await closeSource(ports, context, address);
    let writes = await countSourceWrites(ports, context, address, QUIET_SECONDS);
    // Where transactions end, they may be the server's own: then the rows decide, and are waited for.
    for (let look = 1; look < LOOKS && !isSurelyStill(writes); look += 1) writes = await countSourceWrites(ports, context, address, look + 1 < LOOKS ? QUIET_SECONDS : ALL_TOLD_SECONDS);
    return { closed, writes };
  } catch (error) {
    if (endsTheSession(error) || !isExpected(error)) throw error;
    return { failed: `the database could not be closed, or not be asked: ${error.advice.what}` };
  }
}

const databaseInWords = (database: Database): string =>
  "failed" in database ? `database: ${database.failed}` : `database: ${database.closed.databases.map(({ name, because }) => `${name}: ${because}`).join("; ")}; ${database.closed.ended} sessions were ended`;
