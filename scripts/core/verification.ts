import { z } from "zod";
import { isProviders } from "./fidelity/provider-extensions.ts";
import { databaseSchema, type ManifestDatabase } from "./manifest.ts";

type Named = { readonly schema: string; readonly name: string };

/** What the restored database says of itself, in the manifest's words. */
export const restoredSchema = databaseSchema
  .pick({ tables: true, sequences: true, extensions: true, extensionTables: true, notValid: true, largeObjects: true, catalogue: true })
  .extend({
    /** Columns fed by a sequence whose next value is already taken. */
    sequencesBehind: z.array(z.object({ schema: z.string(), sequence: z.string(), table: z.string(), column: z.string() })),
  });

export type Restored = z.infer<typeof restoredSchema>;

const key = ({ schema, name }: Named): string => `${schema}.${name}`;
const byKey = <T extends Named>(list: readonly T[]): ReadonlyMap<string, T> => new Map(list.map((item) => [key(item), item]));

/** As many rows, but not the same: known only where both sides were asked for the sum. */
function sumDifference({ sum, ...table }: ManifestDatabase["tables"][number], restored: Restored["tables"][number]): readonly string[] {
  return sum === undefined || restored.sum === undefined || sum === restored.sum ? [] : [`table ${key(table)} has as many rows as in the backup, and other content`];
}

function tableDifferences(expected: ManifestDatabase["tables"], found: Restored["tables"]): readonly string[] {
  const there = byKey(found);
  const wanted = byKey(expected);
  return [
    ...expected.flatMap((table) => {
      const restored = there.get(key(table));
      if (restored === undefined) return [`table ${key(table)} is missing (${table.rows} rows in the backup)`];
      if (restored.rows === table.rows) return sumDifference(table, restored);
      return [`table ${key(table)} has ${restored.rows} rows; the backup has ${table.rows}`];
    }),
    ...found.filter((table) => !wanted.has(key(table))).map((table) => `table ${key(table)} is not in the backup`),
  ];
}

/** pg_dump reads a sequence after the manifest did, so a restored one may be further on, never behind. */
function sequenceDifferences(expected: ManifestDatabase["sequences"], found: Restored["sequences"]): readonly string[] {
  const there = byKey(found);
  return expected.flatMap((sequence) => {
    const restored = there.get(key(sequence));
    if (restored === undefined) return [`sequence ${key(sequence)} is missing`];
    if (sequence.lastValue === null) return [];
    if (restored.lastValue === null) return [`sequence ${key(sequence)} was never used; the backup has ${sequence.lastValue}`];
    const ahead = BigInt(restored.lastValue) - BigInt(sequence.lastValue);
    const behind = BigInt(sequence.increment) > 0n ? ahead < 0n : ahead > 0n;
    return behind ? [`sequence ${key(sequence)} stands at ${restored.lastValue}; the backup has ${sequence.lastValue}`] : [];
  });
}

type Behind = Restored["sequencesBehind"][number];
type Sequences = { readonly sequences: ManifestDatabase["sequences"] };

/**
 * Where a sequence stands was read when the rows of the backup were there already: one that is restored as far as that, and is behind its
 * column all the same, was behind it at the source, because somebody had written rows with numbers of their own.
 */
const wasBehindAtSource = ({ sequences: expected }: Sequences, { sequences: found }: Sequences, { schema, sequence: name }: Behind): boolean => {
  const known = expected.filter((one) => key(one) === key({ schema, name }));
  return known.length > 0 && sequenceDifferences(known, found).length === 0;
};

/** The sequences that were restored as they were, and whose next value is taken: here as at the source, the next insert fails. */
export const behindAsAtSource = (expected: Sequences, found: Sequences & Pick<Restored, "sequencesBehind">): readonly Behind[] => found.sequencesBehind.filter((s) => wasBehindAtSource(expected, found, s));

/** More rows are no loss: an extension that is at work writes some itself. Those of one that is not here are told with it. */
function extensionTableDifferences({ extensionTables = [] }: ManifestDatabase, found: Restored): readonly string[] {
  const there = byKey(found.extensionTables ?? []);
  const extensions = new Set(found.extensions.map(({ name }) => name));
  return extensionTables.filter(({ extension }) => extensions.has(extension)).flatMap((table) => {
    const rows = there.get(key(table))?.rows ?? 0;
    return rows >= table.rows ? [] : [`table ${key(table)} of the extension ${table.extension} has ${rows} rows; the backup has ${table.rows}`];
  });
}

/** A constraint may be as unvalidated as at the source, but no other may. */
function constraintDifferences(expected: ManifestDatabase["notValid"], found: Restored["notValid"]): readonly string[] {
  const name = (c: { schema: string; table: string; name: string }) => `${c.name} of ${c.schema}.${c.table}`;
  const known = new Set(expected.map(name));
  return found.filter((constraint) => !known.has(name(constraint))).map((constraint) => `constraint ${name(constraint)} is not valid`);
}

function catalogueDifferences(expected: ManifestDatabase["catalogue"], found: Restored["catalogue"]): readonly string[] {
  return Object.entries(expected)
    .filter(([kind, count]) => found[kind] !== count)
    .map(([kind, count]) => `${found[kind] ?? 0} ${kind}; the backup has ${count}`);
}

/** Every way in which a restored database is not what its manifest promises; none means it may be used. */
export function differences(expected: ManifestDatabase, found: Restored): readonly string[] {
  const extensions = new Set(found.extensions.map(({ name }) => name));
  return [
    ...tableDifferences(expected.tables, found.tables),
    ...sequenceDifferences(expected.sequences, found.sequences),
    ...found.sequencesBehind.filter((s) => !wasBehindAtSource(expected, found, s)).map((s) => `sequence ${s.schema}.${s.sequence} is behind ${s.table}.${s.column}: the next insert would collide`),
    ...constraintDifferences(expected.notValid, found.notValid),
    ...extensionTableDifferences(expected, found),
    ...expected.extensions.filter(({ name }) => !extensions.has(name) && !isProviders(name)).map(({ name }) => `extension ${name} is missing`),
    ...(found.largeObjects === expected.largeObjects ? [] : [`${found.largeObjects} large objects; the backup has ${expected.largeObjects}`]),
    ...catalogueDifferences(expected.catalogue, found.catalogue),
  ];
}
