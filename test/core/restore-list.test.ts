import { describe, expect, test } from "vitest";
import { splitList, type ArchiveContents } from "../../scripts/core/restore-list.ts";

type Made = { readonly id: number; readonly what: string; readonly sql: string; readonly needs?: string };

const tables = [
  "20; 1259 1 TABLE public accounts shop", "21; 1259 2 TABLE public orders shop", "22; 1259 3 TABLE public Odd shop", "23; 1259 4 TABLE public parted shop",
  "30; 0 1 TABLE DATA public accounts shop", "31; 0 2 TABLE DATA public orders shop", "32; 0 3 TABLE DATA public Odd shop",
];

const headed = ({ id, what, sql, needs }: Made): string => `--\n-- TOC entry ${id} (class 1259 OID ${id})\n${needs === undefined ? "" : `-- Dependencies: ${needs}\n`}-- Name: ${what}; Type: X; Schema: public; Owner: shop\n--\n\n${sql}\n\n\n`;

/** An archive with those tables, as pg_restore tells of it. */
function archive(made: readonly Made[], more: readonly string[] = []): ArchiveContents {
  const postData = made.map(({ id, what }) => `${id}; 1259 ${id} ${what} shop`);
  return { all: [";", "; Archive created", ...tables, ...more, ...postData, ""].join("\n"), postData: `${postData.join("\n")}\n`, postDataSql: `SET x = 1;\n\n${made.map(headed).join("")}-- Completed\n` };
}

const index = (columns: string, more: Partial<Made> = {}): Made => ({ id: 90, what: "INDEX public i", sql: `CREATE INDEX i ON public.orders USING ${columns};`, ...more });
const key: Made = { id: 50, what: "CONSTRAINT public accounts accounts_pkey", sql: "ALTER TABLE ONLY public.accounts\n    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);" };
const foreignKey = (sql: string, needs = "20 21 50"): Made => ({ id: 60, what: "FK CONSTRAINT public orders f", sql: `ALTER TABLE ONLY public.orders\n    ADD CONSTRAINT f FOREIGN KEY (account) REFERENCES ${sql};`, needs });

const isBuiltWithRows = (made: readonly Made[], more: readonly string[] = []): boolean => {
  const { rows, keys, attached, rest } = splitList(archive(made, more), [], []);
  const line = `${made.at(-1)?.id}; `;
  const [early, late] = [rows, keys + attached + rest].map((list) => list.split("\n").some((one) => one.startsWith(line)));
  expect(early).not.toBe(late);
  return early === true;
};

describe("built as soon as the rows of its own tables are there", () => {
  test.each<[string, readonly Made[], (readonly string[])?]>([
    ["an index over columns", [index("btree (account, at DESC NULLS LAST)")]],
    ["a GIN index with an operator class of PostgreSQL's", [index("gin (content jsonb_path_ops)")]],
    ["an index with columns beside it and settings", [index("btree (a) INCLUDE (b) NULLS NOT DISTINCT WITH (fillfactor='70')")]],
    ["an index of a table whose name has capitals", [index("btree (a)", { sql: 'CREATE UNIQUE INDEX "I (1)" ON public."Odd" USING btree ("A b");' })]],
    ["a primary key", [key]],
    ["an index of a partition", [index("btree (a)")], ["24; 0 0 TABLE ATTACH public orders shop"]],
    ["a deferrable unique constraint", [{ ...key, sql: "ALTER TABLE ONLY public.accounts\n    ADD CONSTRAINT u UNIQUE (a, b) DEFERRABLE INITIALLY DEFERRED;" }]],
    ["a foreign key between tables, with the key it looks at", [key, foreignKey("public.accounts(id) ON UPDATE CASCADE ON DELETE SET NULL")]],
  ])("%s", (_, made, more) => expect(isBuiltWithRows(made, more)).toBe(true));
});

describe("built only when every row is there", () => {
  test.each<[string, readonly Made[], (readonly string[])?]>([
    ["an index over an expression, whose function may read other tables", [index("btree (public.price_of(id))")]],
    ["an index over part of the rows", [index("btree (a) WHERE active")]],
    ["an index of a partitioned table", [index("btree (a)", { sql: "CREATE INDEX i ON ONLY public.parted USING btree (a);" })]],
    ["the key of a partitioned table, which has no rows of its own", [{ ...key, sql: "ALTER TABLE ONLY public.parted\n    ADD CONSTRAINT p PRIMARY KEY (id);" }]],
    ["the index of a partition made part of its table's", [{ id: 90, what: "INDEX ATTACH public i", sql: "ALTER INDEX public.i ATTACH PARTITION public.j;" }]],
    ["an index with another statement after it", [index("btree (a)", { sql: "CREATE INDEX i ON public.orders USING btree (a);\n\nALTER TABLE ONLY public.orders REPLICA IDENTITY USING INDEX i;" })]],
    ["an exclusion constraint", [{ ...key, sql: "ALTER TABLE ONLY public.orders\n    ADD CONSTRAINT e EXCLUDE USING gist (span WITH &&);" }]],
    ["a foreign key that is not valid yet", [key, foreignKey("public.accounts(id) NOT VALID")]],
    ["a foreign key to a partitioned table", [key, foreignKey("public.parted(id)")]],
    ["a foreign key of a partition", [key, foreignKey("public.accounts(id)")], ["24; 0 0 TABLE ATTACH public orders shop"]],
    ["a foreign key whose other table's key is built late", [{ ...key, sql: `${key.sql}\n\nALTER TABLE public.accounts CLUSTER ON accounts_pkey;` }, foreignKey("public.accounts(id)")]],
    ["a trigger", [{ id: 90, what: "TRIGGER public orders t", sql: "CREATE TRIGGER t BEFORE INSERT ON public.orders FOR EACH ROW EXECUTE FUNCTION public.f();" }]],
    ["a materialized view's rows", [{ id: 90, what: "MATERIALIZED VIEW DATA public m", sql: "REFRESH MATERIALIZED VIEW public.m;" }]],
    ["anything, where the company compares by functions of its own", [index("btree (a)")], ["5; 2616 9 OPERATOR CLASS public by_price shop"]],
  ])("%s", (_, made, more) => expect(isBuiltWithRows(made, more)).toBe(false));
});

test("an entry is not believed to be plain because a comment says so", () => {
  const partial = index("btree (a) WHERE active");
  const comment: Made = { id: 91, what: "COMMENT public i", sql: `COMMENT ON INDEX public.i IS '\n\n\n${headed(index("btree (a)"))}';` };
  expect(splitList(archive([partial, comment]), [], []).rest).toBe("90; 1259 90 INDEX public i shop\n91; 1259 91 COMMENT public i shop\n");
});

test("an extension that is left out goes with its comment, and an event trigger has a list of its own", () => {
  const more = ["9; 3079 1 EXTENSION - aws_s3 ", "8; 0 0 COMMENT - EXTENSION aws_s3 ", "7; 3079 2 EXTENSION - citext "];
  const watch: Made = { id: 90, what: "EVENT TRIGGER - watch", sql: "CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION public.f();" };
  expect(splitList(archive([watch], more), ["aws_s3"], [])).toEqual({ rows: `${[...tables, more[2]].join("\n")}\n`, keys: "", attached: "", rest: "", largeObjects: "", eventTriggers: "90; 1259 90 EVENT TRIGGER - watch shop\n" });
});

test("rows of the own tables of an extension that is left out go with it, and no others", () => {
  const more = ["33; 0 4 TABLE DATA pgtle feature_info postgres", "34; 0 5 TABLE DATA pgtle feature shop", "35; 0 6 TABLE DATA cron job postgres"];
  const config = [{ extension: "pg_tle", schema: "pgtle", name: "feature_info" }, { extension: "pg_cron", schema: "cron", name: "job" }];
  expect(splitList(archive([], more), ["pg_tle"], config).rows).toBe(`${[...tables, ...more.slice(1)].join("\n")}\n`);
});

test("where indexes of partitions are attached, they are alone, after every index and key and before what needs them", () => {
  const parted: Made = { id: 90, what: "INDEX public i", sql: "CREATE INDEX i ON ONLY public.parted USING btree (a);" };
  const attached: Made = { id: 91, what: "INDEX ATTACH public j", sql: "ALTER INDEX public.i ATTACH PARTITION public.j;" };
  const late: Made = { id: 92, what: "CONSTRAINT public parted p", sql: "ALTER TABLE ONLY public.parted\n    ADD CONSTRAINT p PRIMARY KEY (id);" };
  const other = foreignKey("public.parted(id)");
  const { keys, attached: alone, rest } = splitList(archive([parted, attached, late, other]), [], []);
  expect(keys).toBe("90; 1259 90 INDEX public i shop\n92; 1259 92 CONSTRAINT public parted p shop\n");
  expect(alone).toBe("91; 1259 91 INDEX ATTACH public j shop\n");
  expect(rest).toBe("60; 1259 60 FK CONSTRAINT public orders f shop\n");
  expect(splitList(archive([parted, late]), [], [])).toMatchObject({ keys: "", attached: "" });
});

test.each([
  ["17", ["3417; 2613 16386 BLOB METADATA - 16386..16387 shop", "3427; 0 0 COMMENT - LARGE OBJECT 77 shop", "3428; 0 0 ACL - LARGE OBJECTS 77..78 shop", "3418; 0 0 BLOBS - 16386..16387 shop"]],
  ["14", ["3339; 2613 16384 BLOB - 16384 shop", "3341; 0 0 ACL - LARGE OBJECT 16384 shop", "3340; 0 0 BLOBS - BLOBS "]],
])("large objects have a list of their own, as PostgreSQL %s tells of them; a table of that name is none", (_, large) => {
  const others = ["90; 1259 3 TABLE public BLOBS shop", "91; 0 0 COMMENT public TABLE large shop", "92; 1259 3 TABLE BLOB METADATA shop"];
  const { rows, largeObjects } = splitList(archive([], [...large, ...others]), [], []);
  expect(largeObjects).toBe(`${large.join("\n")}\n`);
  for (const one of others) expect(rows).toContain(one);
});
