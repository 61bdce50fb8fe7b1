/** The major versions of PostgreSQL on the two sides. */
export type Majors = { readonly source: number; readonly restored: number };

/** A text without what the server adds when it reads its own words again: casts, parentheses, spaces. */
export const plainWords = (text: string): string => text.replace(/::("[^"]+"|[a-z_. ]+?)(\(\d+(,\d+)?\))?(\[\])*(?=[^a-z_."]|$)/g, "").replace(/[()\s]/g, "");

/** The same without the names of tables before those of columns: since 16 a server writes them only where it must. */
const unqualified = (text: string): string => plainWords(text.replaceAll(/(?:"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*)\./gu, ""));

/** Rights that servers before some major do not know, so that nobody can have them there. */
const rightsSince: readonly (readonly [right: string, major: number])[] = [["MAINTAIN", 17]];

/** The rights that only the restored side knows. */
export const newRights = ({ source, restored }: Majors): readonly string[] => rightsSince.flatMap(([right, major]) => (source < major && restored >= major ? [right] : []));

/** A list of rights as the source's server would tell it. */
export const withoutNew = (rights: string, added: readonly string[]): string => rights.split(", ").filter((right) => !added.includes(right.replace("*", ""))).join(", ");

/** Since 17 a part of a partitioned table shares the identity of the whole; before, it had none. */
function handedDown(name: string, expected: string, found: string, partitions: readonly string[], { source, restored }: Majors): string | undefined {
  const isPart = partitions.some((part) => name.startsWith(`${part}.`));
  const isNew = isPart && source < 17 && restored >= 17 && found.replace(/; identity [ad](?=;|$)/, "") === expected;
  return isNew ? "a part, to which a server of 17 hands the identity of the whole down" : undefined;
}

/** Since 15 a publication tells of each table which columns and rows it sends; before, it sent all. */
function sendsAll(expected: string, found: string, { source, restored }: Majors): string | undefined {
  const asBefore = found.replaceAll(/"attnames": \[(?:"(?:[^"\\]|\\.)*"(?:, )?)*\], |"rowfilter": null, /g, "");
  return source < 15 && restored >= 15 && asBefore === expected ? "all columns and rows, which a server of 15 tells of one by one" : undefined;
}

/** What a server of another major version makes of the same object by itself; undefined when that explains nothing. */
export function otherMajor(objects: string, { name, expected, found }: { readonly name: string; readonly expected: string; readonly found: string }, partitions: readonly string[], majors: Majors): string | undefined {
  if (majors.source === majors.restored) return undefined;
  const own = objects === "columns" ? handedDown(name, expected, found, partitions, majors) : objects === "publications" ? sendsAll(expected, found, majors) : undefined;
  return own ?? (unqualified(expected) === unqualified(found) ? "written by another major version of PostgreSQL" : undefined);
}
