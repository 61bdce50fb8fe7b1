import { secondTries, secondTryIsThere, secondTrySchema, type SecondTry } from "../../core/second-try.ts";
import { parseRows, rows } from "../../core/source-facts.ts";
import type { SqlSession } from "../../host-ports.ts";

/** What this restored database needed a second try for; of most there is nothing. */
export async function readSecondTries(session: SqlSession): Promise<readonly SecondTry[]> {
  const [found] = parseRows(rows.thereOrNot, await session.ask(secondTryIsThere), "what was tried twice");
  return found?.there === true ? parseRows(secondTrySchema, await session.ask(secondTries), "what was tried twice") : [];
}
