-- Said by the master: roles as a grown company has them, and the exporter's right to read what they own. The exporter
-- becomes a member of every owner: only an owner sees all rows of a table with row-level security, and only an owner's
-- large objects can be read without a grant on each.
CREATE ROLE catalogue NOLOGIN;
CREATE ROLE "Reporting Team" NOLOGIN NOINHERIT;
CREATE ROLE auditor LOGIN PASSWORD :'auditor_password' CONNECTION LIMIT 3;
CREATE ROLE "o'brien ""quoted""" LOGIN PASSWORD :'auditor_password';
ALTER ROLE :owner CREATEDB CONNECTION LIMIT 150;
GRANT "Reporting Team" TO auditor WITH ADMIN OPTION;
GRANT catalogue TO "o'brien ""quoted""";
GRANT catalogue, "Reporting Team" TO :owner;
GRANT catalogue, "Reporting Team" TO exporter;
GRANT CREATE ON DATABASE :database TO catalogue, "Reporting Team";
ALTER ROLE auditor SET statement_timeout = '90s';
ALTER ROLE "o'brien ""quoted""" SET role = 'catalogue';
ALTER ROLE auditor SET temp_tablespaces = fast, "Large Ones";
ALTER ROLE auditor IN DATABASE :database SET search_path = '"Odd Names"', public;
ALTER DATABASE :database SET default_statistics_target = '150';
ALTER DATABASE :database SET default_text_search_config = 'everything.shop_words';
ALTER DATABASE :database SET "DateStyle" = 'ISO, DMY';
