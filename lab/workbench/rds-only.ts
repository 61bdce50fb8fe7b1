import type { Source } from "./source.ts";

/** Where the server of the image looks for extensions. */
const EXTENSIONS = "/usr/share/postgresql/17/extension";
const files = {
  "aws_s3.control": "comment = 'AWS S3 extension for importing data from S3'\ndefault_version = '1.2'\nrelocatable = false\nschema = aws_s3\n",
  "aws_s3--1.2.sql": "CREATE FUNCTION aws_s3.table_import_from_s3(text) RETURNS text LANGUAGE sql AS $$ SELECT 'imported' $$;\n",
};

/** Puts into the source what only RDS has: an extension, an event trigger of somebody who is no superuser elsewhere, and grants of and to AWS's own roles. */
export async function addRdsOnly(source: Source, database: string, directory = EXTENSIONS): Promise<void> {
  for (const [name, text] of Object.entries(files)) await source.host.write(`${directory}/${name}`, text);
  await source.sql(
    `CREATE EXTENSION aws_s3;
     CREATE FUNCTION public.on_change() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; END $$;
     CREATE EVENT TRIGGER "Sees Everything" ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'DROP TABLE') EXECUTE FUNCTION public.on_change();
     COMMENT ON EVENT TRIGGER "Sees Everything" IS 'as RDS lets its master make one';
     SET ROLE rdsadmin;
     CREATE TABLE public.of_rdsadmin (n integer);
     GRANT SELECT ON public.of_rdsadmin TO master, exporter;
     RESET ROLE;
     GRANT SELECT ON ALL TABLES IN SCHEMA public TO rds_superuser;
     ALTER DEFAULT PRIVILEGES FOR ROLE rdsadmin GRANT SELECT ON TABLES TO rds_superuser;
     ALTER ROLE rdsadmin IN DATABASE "${database}" SET search_path = public;
     GRANT CREATE ON SCHEMA public TO rdsadmin;`,
    { as: "rdsadmin", database },
  );
}
