-- One of everything that a schema may hold, owned and granted as in a company that has grown for ten years. Said by the
-- database's owner. Everything follows from the row's number, so two seeds are equal.

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS hstore;
CREATE EXTENSION IF NOT EXISTS citext;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE SCHEMA tools;
CREATE EXTENSION IF NOT EXISTS "uuid-ossp" SCHEMA tools;

CREATE SCHEMA everything;
CREATE SCHEMA "Odd Names";
CREATE SCHEMA reports AUTHORIZATION "Reporting Team";
GRANT CREATE ON SCHEMA everything TO catalogue, "Reporting Team";
GRANT USAGE ON SCHEMA everything, "Odd Names", tools TO catalogue, "Reporting Team", auditor;
ALTER DEFAULT PRIVILEGES IN SCHEMA everything GRANT SELECT ON TABLES TO auditor;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
SET search_path = everything, public, tools;

CREATE TYPE mood AS ENUM ('calm', 'busy', 'it''s "odd"');
ALTER TYPE mood ADD VALUE 'late' BEFORE 'busy';
CREATE TYPE money_amount AS (cents bigint, currency char(3));
CREATE TYPE opening AS RANGE (subtype = time);
CREATE DOMAIN email_address AS citext CHECK (VALUE ~ '^[^@]+@[^@]+$');
CREATE DOMAIN quantity AS integer DEFAULT 1 NOT NULL CONSTRAINT is_positive CHECK (VALUE > 0);

CREATE FUNCTION initials(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT upper(left(name, 1)) $$;
CREATE FUNCTION sound_total(a integer, b integer DEFAULT 2) RETURNS integer LANGUAGE sql STABLE SET search_path = '' SET work_mem = '8MB' BEGIN ATOMIC SELECT a * b; END;
CREATE FUNCTION odd_path() RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = "Odd Names", pg_temp AS $$ BEGIN RETURN current_setting('search_path'); END $$;
CREATE PROCEDURE touch(INOUT n integer) LANGUAGE plpgsql AS $$ BEGIN n := n + 1; END $$;
CREATE AGGREGATE longest(text) (SFUNC = pg_catalog.textcat, STYPE = text, INITCOND = '');
CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.changed := NEW.changed + 1; RETURN NEW; END $$;

CREATE TABLE people (
  id integer GENERATED ALWAYS AS IDENTITY (START WITH 10 INCREMENT BY 5),
  email email_address UNIQUE,
  name varchar(80) COLLATE "C" NOT NULL,
  first_letter text GENERATED ALWAYS AS (initials(name)) STORED,
  feeling mood NOT NULL DEFAULT 'calm',
  status varchar(10) NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'old', 'gone')),
  dropped integer,
  tags text[] NOT NULL DEFAULT '{}',
  grid integer[][],
  attributes hstore,
  document jsonb NOT NULL DEFAULT '{}',
  words tsvector GENERATED ALWAYS AS (to_tsvector('simple', name)) STORED,
  balance money_amount,
  hours opening,
  key uuid NOT NULL DEFAULT tools.uuid_generate_v4(),
  born date CHECK (born > '1900-01-01'),
  changed integer NOT NULL DEFAULT 0,
  bits bit varying(8), net inet, amount numeric(12, 3), span interval(3), at timestamptz(3),
  PRIMARY KEY (id)
) WITH (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE people DROP COLUMN dropped;
ALTER TABLE people ALTER COLUMN document SET STORAGE EXTERNAL, ALTER COLUMN document SET COMPRESSION lz4, ALTER COLUMN name SET STATISTICS 500;
CREATE INDEX people_by_words ON people USING gin (words);
CREATE INDEX people_by_document ON people USING gin (document jsonb_path_ops);
CREATE INDEX people_by_likeness ON people USING gin (name gin_trgm_ops);
CREATE INDEX people_by_lower_name ON people (lower(name) DESC NULLS LAST) INCLUDE (id) WHERE status <> 'gone';
CREATE UNIQUE INDEX "people's key" ON people (key) NULLS NOT DISTINCT;
CREATE INDEX people_by_time ON people USING brin (at);
CREATE STATISTICS people_together (dependencies, ndistinct) ON status, feeling FROM people;
CREATE TRIGGER counts_changes BEFORE UPDATE OF name ON people FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION note_change();

CREATE TABLE bookings (room integer, during tstzrange, EXCLUDE USING gist (room WITH =, during WITH &&));
CREATE TABLE counters (id serial PRIMARY KEY, small smallserial, big bigserial, label text);
CREATE SEQUENCE downwards INCREMENT BY -3 MAXVALUE 1000 START 1000 CYCLE CACHE 7;
CREATE SEQUENCE never_used AS smallint;
CREATE TABLE nothing_in_it (id bigint PRIMARY KEY, note text);
CREATE TABLE no_columns ();
CREATE UNLOGGED TABLE scratch (n integer PRIMARY KEY, body text);

CREATE TABLE measurements (device integer NOT NULL, at date NOT NULL, value double precision, changed integer NOT NULL DEFAULT 0, PRIMARY KEY (device, at)) PARTITION BY RANGE (at);
CREATE TABLE measurements_2024 PARTITION OF measurements FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY HASH (device);
CREATE TABLE measurements_2024_0 PARTITION OF measurements_2024 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE measurements_2024_1 PARTITION OF measurements_2024 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE measurements_rest (value double precision, at date NOT NULL, device integer NOT NULL, changed integer NOT NULL DEFAULT 0);
ALTER TABLE measurements ATTACH PARTITION measurements_rest DEFAULT;
CREATE INDEX measurements_by_value ON measurements (value);
CREATE TRIGGER counts_changes BEFORE UPDATE ON measurements FOR EACH ROW EXECUTE FUNCTION note_change();
CREATE TABLE by_country (country text NOT NULL, n integer) PARTITION BY LIST (country);
CREATE TABLE by_country_de PARTITION OF by_country FOR VALUES IN ('DE', 'AT');
CREATE TABLE parent (a integer NOT NULL CHECK (a > 0));
CREATE TABLE child (b text) INHERITS (parent);

CREATE TABLE "Odd Names"."Table with ""quotes"" and 'more'" ("Column A" integer PRIMARY KEY, "select" text DEFAULT 'it''s', "ünïcödé" text, "back\slash" text);
CREATE VIEW "Odd Names"."View of It" WITH (security_barrier) AS SELECT "Column A" AS "x y", "select" FROM "Odd Names"."Table with ""quotes"" and 'more'" WHERE "select" IN ('it''s', 'b') WITH LOCAL CHECK OPTION;
COMMENT ON TABLE "Odd Names"."Table with ""quotes"" and 'more'" IS 'A comment with ''quotes'', a \ and
a second line';
COMMENT ON COLUMN "Odd Names"."Table with ""quotes"" and 'more'"."Column A" IS 'First';
COMMENT ON FUNCTION odd_path() IS 'Says its own path';
COMMENT ON INDEX "people's key" IS 'An index with a remark';
COMMENT ON SCHEMA everything IS 'One of each';

CREATE TABLE secrets_of_tenants (tenant text NOT NULL, body text);
ALTER TABLE secrets_of_tenants ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON secrets_of_tenants AS RESTRICTIVE FOR SELECT TO auditor USING (tenant = current_setting('app.tenant', true));
CREATE POLICY writers ON secrets_of_tenants FOR INSERT TO PUBLIC WITH CHECK (length(body) < 1000);

CREATE TABLE regions (code text PRIMARY KEY);
CREATE TABLE shipments (id integer PRIMARY KEY, region text REFERENCES regions DEFERRABLE INITIALLY DEFERRED, person integer REFERENCES people ON DELETE SET NULL (person), weight quantity);
CREATE RULE no_removal AS ON DELETE TO regions DO INSTEAD NOTHING;
CREATE CONSTRAINT TRIGGER checked_late AFTER INSERT ON shipments DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_change();
ALTER TABLE shipments DISABLE TRIGGER checked_late;

INSERT INTO people (email, name, feeling, tags, grid, attributes, document, balance, hours, born, bits, net, amount, span, at)
SELECT 'person' || n || '@Example.net', 'Person ' || n, (ARRAY['calm', 'late', 'busy', 'it''s "odd"'])[1 + n % 4]::mood, ARRAY['t' || n % 9, 'with "quotes", and \ more'], ARRAY[[n, 1], [2, NULL]],
       hstore('colour', 'red'), jsonb_build_object('n', n, 'text', 'zeile' || chr(10) || n), ROW(n, 'EUR'::char(3))::money_amount, opening('08:00', '17:30'), date '1950-01-01' + n,
       (n % 2)::bit(1), ('10.0.0.' || n % 250)::inet, n / 7.0, n * interval '1 minute', timestamptz '2024-01-01 00:00Z' + n * interval '1 hour'
FROM generate_series(1, :people) AS n;
INSERT INTO counters (label) SELECT 'label ' || n FROM generate_series(1, 50) AS n;
SELECT nextval('downwards'), nextval('downwards');
INSERT INTO measurements (device, at, value) SELECT n % 10, date '2023-11-01' + n / 10, n * 0.1 FROM generate_series(1, :measurements) AS n;
INSERT INTO by_country VALUES ('DE', 1), ('AT', 2);
INSERT INTO parent VALUES (1); INSERT INTO child VALUES (2, 'two');
INSERT INTO bookings VALUES (1, '[2024-01-01 10:00Z, 2024-01-01 11:00Z)'), (1, '[2024-01-01 11:00Z, 2024-01-01 12:00Z)');
INSERT INTO scratch SELECT n, 'gone after a crash' FROM generate_series(1, 20) AS n;
INSERT INTO "Odd Names"."Table with ""quotes"" and 'more'" VALUES (1, E'tab\tand\\.', 'ä', '\N'), (2, NULL, '', 'b');
INSERT INTO secrets_of_tenants VALUES ('a', 'one'), ('b', 'two');
INSERT INTO regions VALUES ('north'), ('south');
INSERT INTO shipments VALUES (1, 'north', 10, 3), (2, NULL, NULL, 1);
INSERT INTO nothing_in_it SELECT 1, 'gone'; DELETE FROM nothing_in_it;
-- One row breaks a rule that came later and was never checked against what was there.
CREATE TABLE later_rules (id integer PRIMARY KEY, parent integer, price integer);
INSERT INTO later_rules VALUES (1, NULL, 5), (2, 77, -1);
ALTER TABLE later_rules ADD CONSTRAINT has_parent FOREIGN KEY (parent) REFERENCES later_rules NOT VALID, ADD CONSTRAINT costs_something CHECK (price > 0) NOT VALID;

SELECT lo_from_bytea(0, convert_to(repeat('large object ' || n || ' ', 2000), 'UTF8')) FROM generate_series(1, :large_objects) AS n;
CREATE TABLE attachments (id integer PRIMARY KEY, content oid NOT NULL);
INSERT INTO attachments SELECT row_number() OVER (ORDER BY oid), oid FROM pg_largeobject_metadata;
DO $$ DECLARE first oid; BEGIN SELECT min(content) INTO first FROM everything.attachments; EXECUTE format('GRANT SELECT ON LARGE OBJECT %s TO auditor', first); END $$;

CREATE MATERIALIZED VIEW feelings AS SELECT feeling, count(*) AS people FROM people GROUP BY feeling;
CREATE UNIQUE INDEX ON feelings (feeling);
CREATE MATERIALIZED VIEW feelings_twice AS SELECT sum(people) AS people FROM feelings;
CREATE MATERIALIZED VIEW not_yet AS SELECT 1 AS n WITH NO DATA;
CREATE VIEW busy_people WITH (security_invoker = true) AS SELECT * FROM people WHERE feeling = 'busy';
CREATE RECURSIVE VIEW counting(n) AS VALUES (1) UNION ALL SELECT n + 1 FROM counting WHERE n < 5;
CREATE PUBLICATION changes FOR TABLE regions, people (id, name) WHERE (status <> 'gone') WITH (publish = 'insert, update');
CREATE TEXT SEARCH CONFIGURATION shop_words (COPY = simple);
CREATE COLLATION odd_collation (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE OPERATOR === (LEFTARG = integer, RIGHTARG = integer, FUNCTION = pg_catalog.int4eq);

GRANT SELECT ON people TO "Reporting Team" WITH GRANT OPTION;
GRANT UPDATE (name, tags) ON people TO auditor;
GRANT SELECT ON ALL TABLES IN SCHEMA "Odd Names" TO PUBLIC;
GRANT USAGE ON SEQUENCE downwards TO catalogue;
GRANT EXECUTE ON FUNCTION sound_total(integer, integer) TO "o'brien ""quoted""";
REVOKE USAGE ON TYPE mood FROM PUBLIC;
GRANT USAGE ON TYPE mood TO catalogue;
ALTER TABLE regions OWNER TO catalogue;
ALTER FUNCTION initials(text) OWNER TO catalogue;
ALTER MATERIALIZED VIEW not_yet OWNER TO "Reporting Team";
ALTER TYPE money_amount OWNER TO catalogue;
SET ROLE "Reporting Team";
CREATE TABLE reports.monthly (month date PRIMARY KEY, cents bigint);
INSERT INTO reports.monthly SELECT date '2020-01-01' + n * interval '1 month', n FROM generate_series(1, 30) AS n;
ALTER DEFAULT PRIVILEGES IN SCHEMA reports GRANT ALL ON SEQUENCES TO catalogue;
RESET ROLE;
