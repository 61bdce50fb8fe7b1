import { tablesOfPlainKey } from "./plain-key.ts";

const line = /^(\d+); \d+ \d+ (.*)$/;
const idOf = (text: string): string | undefined => line.exec(text)?.[1];
const entry = (text: string): string => line.exec(text)?.[2] ?? "";
const idsIn = (list: string): ReadonlySet<string> => new Set(list.split("\n").flatMap((text) => idOf(text) ?? []));

/** A table of an extension whose rows are the user's, so that they stand in a dump. */
type ExtensionTable = { readonly extension: string; readonly schema: string; readonly name: string };

function isOfExtension(text: string, names: readonly string[], tables: readonly ExtensionTable[]): boolean {
  const what = entry(text);
  if (tables.some(({ extension, schema, name }) => names.includes(extension) && what.startsWith(`TABLE DATA ${schema} ${name} `))) return true;
  return names.some((name) => what.startsWith(`EXTENSION - ${name} `) || what === `EXTENSION - ${name}` || what.startsWith(`COMMENT - EXTENSION ${name} `) || what.startsWith(`COMMENT - EXTENSION "${name}" `));
}

const isAttached = (text: string): boolean => entry(text).startsWith("INDEX ATTACH ");
const isOfLargeObjects = (text: string): boolean => /^(BLOB|BLOBS|BLOB METADATA) |^(ACL|COMMENT|SECURITY LABEL) - LARGE OBJECT/.test(entry(text));
const isKey = (text: string): boolean => /^(INDEX|CONSTRAINT) /.test(entry(text));
const isEventTrigger = (text: string): boolean => /^(EVENT TRIGGER - |COMMENT - EVENT TRIGGER )/.test(entry(text));

/** What an archive says of itself: its whole list, that of what is built over rows, and what each of the latter is in SQL. */
export type ArchiveContents = { readonly all: string; readonly postData: string; readonly postDataSql: string };

/** An archive's list of contents, by the run of pg_restore that takes each; a list may be empty. */
export type RestoreLists = {
  /** Tables, their rows, and the indexes and foreign keys that can be built as soon as the rows of their own tables are there. */
  readonly rows: string;
  /** Large objects and what is said of them, which need nothing else; of each list of them pg_restore wants a regular file, and no pipe. */
  readonly largeObjects: string;
  /**
   * Indexes and keys that need every row; apart from the rest only where indexes of partitions are attached. Attaching one takes locks
   * upward through the tree, building one takes them downward: side by side, pg_restore's own workers end in a deadlock.
   */
  readonly keys: string;
  /** Indexes of partitions made part of their table's index, for one worker to do alone. */
  readonly attached: string;
  /** What else is built when every row is there. */
  readonly rest: string;
  /** Only a superuser can own these here. */
  readonly eventTriggers: string;
};

type Entry = { readonly needs: readonly string[]; readonly statement: string };

const heading = /^--\n-- TOC entry (\d+) \(class \d+ OID \d+\)\n(?:-- Dependencies: (.*)\n)?-- Name: .*\n--\n\n([\s\S]*?)(?=\n\n\n)/gm;

/** Each entry by its number. One that seems to come twice stands in somebody's text: then neither is believed. */
function entriesOf(sql: string): ReadonlyMap<string, Entry> {
  const found = new Map<string, Entry>();
  for (const [, id = "", needs = "", statement = ""] of sql.matchAll(heading)) {
    found.set(id, { needs: needs.split(" "), statement: found.has(id) ? "" : statement });
  }
  return found;
}

/** What makes each entry that is built over rows, by its number. */
export const statementsIn = (postDataSql: string): ReadonlyMap<string, string> => new Map([...entriesOf(postDataSql)].flatMap(([id, { statement }]) => (statement === "" ? [] : [[id, statement]])));

/** Which of what is built over rows needs no more than its own tables' rows, and what is built as early. */
function earlyOnes({ all, postData, postDataSql }: ArchiveContents): ReadonlySet<string> {
  const lines = all.split("\n").map(entry);
  // The company's own comparisons may look anywhere.
  if (lines.some((one) => /^OPERATOR (CLASS|FAMILY) /.test(one))) return new Set();
  // A partitioned table has no rows of its own: what hangs on it would not wait for its partitions' rows.
  const withRows = new Set(lines.flatMap((one) => /^TABLE DATA (\S+ \S+) \S+$/.exec(one)?.[1] ?? []));
  // Rows may reach a partition from another one's file, when they are loaded through their table.
  const partitions = new Set(lines.flatMap((one) => /^TABLE ATTACH (\S+ \S+) /.exec(one)?.[1] ?? []));
  const after = idsIn(postData);
  const entries = entriesOf(postDataSql);
  const isEarly = (id: string): boolean => {
    const { needs, statement } = entries.get(id) ?? { needs: [], statement: "" };
    const [table, ...others] = tablesOfPlainKey(statement) ?? [];
    if (table === undefined || !withRows.has(table)) return false;
    const isForeignKeyOfPartition = others.length > 0 && [table, ...others].some((one) => partitions.has(one));
    return !isForeignKeyOfPartition && others.every((one) => withRows.has(one)) && needs.every((one) => !after.has(one) || isEarly(one));
  };
  return new Set([...after].filter(isEarly));
}

/** Splits an archive's contents so that nothing which may act on rows, or look at other tables, exists before all rows are there; without extensions that are left out, and the rows of theirs. */
export function splitList(contents: ArchiveContents, leftOut: readonly string[], extensionTables: readonly ExtensionTable[]): RestoreLists {
  const [after, early] = [idsIn(contents.postData), earlyOnes(contents)];
  const hasAttached = contents.postData.split("\n").some(isAttached);
  const late = (text: string): "keys" | "attached" | "rest" => (isAttached(text) ? "attached" : hasAttached && isKey(text) ? "keys" : "rest");
  const lists = { rows: "", largeObjects: "", keys: "", attached: "", rest: "", eventTriggers: "" };
  for (const line of contents.all.split("\n")) {
    const id = idOf(line);
    if (id === undefined || isOfExtension(line, leftOut, extensionTables)) continue;
    const list = isEventTrigger(line) ? "eventTriggers" : isOfLargeObjects(line) ? "largeObjects" : !after.has(id) || early.has(id) ? "rows" : late(line);
    lists[list] += `${line}\n`;
  }
  return lists;
}
