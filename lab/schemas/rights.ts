import type { Making, Table } from "./table.ts";
import { ident, quoted } from "./odd-names.ts";

/** The roles of lab/shop/everything-roles.sql, as SQL writes them. */
const roles = ["catalogue", ident("Reporting Team"), "auditor", ident('o\'brien "quoted"')] as const;
/** Those of them who may own: the company's owner and the exporter are members. */
const owners = ["catalogue", ident("Reporting Team")] as const;

/** Who may see which rows. The exporter is a member of every owner, and owners see all of them. */
export function policies({ dice, name }: Making, { sql, key }: Table): readonly string[] {
  if (dice.chance(65)) return [];
  const policy = (what: string) => `CREATE POLICY ${ident(name("policy"))} ON ${sql} AS ${dice.pick(["PERMISSIVE", "RESTRICTIVE"])} ${what}`;
  return [
    `ALTER TABLE ${sql} ENABLE ROW LEVEL SECURITY`,
    policy(`FOR SELECT TO ${dice.pick(roles)}, ${dice.pick(["PUBLIC", "auditor"])} USING (${key.sql}::text <> current_setting('app.it''s', true))`),
    policy(`FOR ${dice.pick(["ALL", "UPDATE"])} TO ${dice.pick(roles)} USING (true) WITH CHECK (${key.sql} IS NOT NULL)`),
  ];
}

/** Grants to odd roles, on tables and on single columns, with and without the right to pass them on. */
export function grants({ dice }: Making, { sql, key, columns }: Table): readonly string[] {
  const to = () => `TO ${dice.pick(roles)}${dice.chance(25) ? " WITH GRANT OPTION" : ""}`;
  return [
    ...(dice.chance(60) ? [`GRANT ${dice.pick(["SELECT", "INSERT, DELETE", "ALL", "TRIGGER, REFERENCES", "MAINTAIN"])} ON ${sql} ${to()}`] : []),
    ...(dice.chance(40) ? [`GRANT SELECT (${key.sql}), UPDATE (${columns[0]?.sql ?? key.sql}) ON ${sql} ${to()}`] : []),
    ...(dice.chance(25) ? [`GRANT SELECT ON ${sql} TO PUBLIC`] : []),
    ...(dice.chance(20) ? [`REVOKE DELETE, TRUNCATE ON ${sql} FROM shop`] : []),
  ];
}

/** Other owners, last: what is said of a table before is said by its maker. */
export const owner = ({ dice }: Making, { sql }: Table): readonly string[] => (dice.chance(25) ? [`ALTER TABLE ${sql} OWNER TO ${dice.pick(owners)}`] : []);

/** Remarks as people leave them. */
export function comments({ dice }: Making, { sql, key, columns }: Table): readonly string[] {
  const remark = () => quoted(dice.pick(["it's \\ \"odd\"", "two\nlines\n\\connect nowhere", "; DROP TABLE x; --", "ünï 🙂", "$$", " "]));
  return [
    ...(dice.chance(50) ? [`COMMENT ON TABLE ${sql} IS ${remark()}`] : []),
    ...[key, ...columns].filter(() => dice.chance(20)).map((column) => `COMMENT ON COLUMN ${sql}.${column.sql} IS ${remark()}`),
  ];
}

/** What holds for the schema as a whole, before anything is in it. */
export function schemaRights({ dice }: Making, schema: string): readonly string[] {
  return [
    `GRANT CREATE, USAGE ON SCHEMA ${schema} TO ${owners.join(", ")}`,
    `GRANT USAGE ON SCHEMA ${schema} TO ${dice.pick(roles)}`,
    ...(dice.chance(40) ? [`ALTER DEFAULT PRIVILEGES IN SCHEMA ${schema} GRANT ${dice.pick(["SELECT", "ALL"])} ON TABLES TO ${dice.pick(roles)}`] : []),
    ...(dice.chance(30) ? [`ALTER DEFAULT PRIVILEGES IN SCHEMA ${schema} GRANT USAGE ON SEQUENCES TO ${dice.pick(roles)} WITH GRANT OPTION`] : []),
    `COMMENT ON SCHEMA ${schema} IS ${quoted("it's generated")}`,
  ];
}
