const TREES = 12;

/** Partitions of partitions with indexes over each, keys from tree to tree, and what else may hang on them: in any order but one, building all this side by side ends in a deadlock. */
export const treesSql: string = [
  "CREATE SCHEMA trees",
  "CREATE FUNCTION trees.look() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
  ...Array.from({ length: TREES }, (_, at) => tree(`trees.t${at}`, at === 0 ? undefined : `trees.t${at - 1}`)).flat(),
  "",
].join(";\n");

function tree(name: string, other: string | undefined): readonly string[] {
  return [
    `CREATE TABLE ${name} (id int, at int, word text, PRIMARY KEY (id), UNIQUE (id, at)) PARTITION BY RANGE (id)`,
    `CREATE TABLE ${name}a PARTITION OF ${name} FOR VALUES FROM (MINVALUE) TO (5)`,
    `CREATE TABLE ${name}b PARTITION OF ${name} FOR VALUES FROM (5) TO (30) PARTITION BY HASH (id)`,
    `CREATE TABLE ${name}b0 PARTITION OF ${name}b FOR VALUES WITH (MODULUS 2, REMAINDER 0)`,
    `CREATE TABLE ${name}b1 PARTITION OF ${name}b FOR VALUES WITH (MODULUS 2, REMAINDER 1)`,
    `CREATE TABLE ${name}c PARTITION OF ${name} DEFAULT`,
    `INSERT INTO ${name} SELECT n, n, n::text FROM generate_series(1, 40) AS n`,
    `CREATE INDEX ON ${name} (word)`,
    `CREATE INDEX ON ${name} (word, at)`,
    `CREATE INDEX ON ${name} ((word || 'x'))`,
    ...(other === undefined ? [] : [`ALTER TABLE ${name} ADD FOREIGN KEY (id) REFERENCES ${other}`]),
    `CREATE TRIGGER look AFTER INSERT ON ${name} FOR EACH ROW EXECUTE FUNCTION trees.look()`,
    `CREATE MATERIALIZED VIEW ${name}_pairs AS SELECT count(*) FROM ${name} JOIN ${name} AS again USING (id)`,
  ];
}
