/**
 * Functions that find names by the path of whoever calls them, and what calls them: this works where it was made, and nowhere where the path is taken away,
 * which a server of 17 does for ANALYZE as well. It stands in schemas that one of everything has made.
 */
export const pathlessSql = String.raw`
CREATE FUNCTION public.plain_letters(t text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT translate(t, 'äöü', 'aou') $$;
CREATE FUNCTION public.slug(t text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN lower(plain_letters(t)); END $$;
CREATE TABLE everything.articles (id integer PRIMARY KEY, title text CHECK (public.slug(title) <> ''), slug text GENERATED ALWAYS AS (public.slug(title)) STORED);
CREATE TABLE everything.remarks (article integer REFERENCES everything.articles, body text);
CREATE TABLE everything.stories (id integer PRIMARY KEY, title text);
CREATE INDEX stories_by_slug ON everything.stories (public.slug(title));
CREATE UNIQUE INDEX stories_by_slug_and_id ON everything.stories (public.slug(title), id) WHERE public.slug(title) <> '';
COMMENT ON INDEX everything.stories_by_slug IS 'made while there was nothing in the table';
INSERT INTO everything.articles (id, title) SELECT n, 'Größe ' || n FROM generate_series(1, 50) AS n;
INSERT INTO everything.remarks SELECT n, 'remark' FROM generate_series(1, 50) AS n;
INSERT INTO everything.stories SELECT n, 'Größe ' || n FROM generate_series(1, 50) AS n;
`;
