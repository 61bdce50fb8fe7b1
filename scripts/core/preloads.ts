import { literal } from "./catalogue-queries.ts";
import type { Manifest, ServerSetting } from "./manifest.ts";
import { namesInList } from "./setting-lists.ts";

const PRELOADS: ReadonlySet<string> = new Set(["session_preload_libraries", "local_preload_libraries"]);

/** Whether a setting has each new session load libraries, and lets none begin where one is not there. */
export const isPreload = (name: string): boolean => PRELOADS.has(name);

/** The files that such a setting names, as the server looks for them: https://www.postgresql.org/docs/17/runtime-config-client.html */
function librariesOf({ name, value }: ServerSetting): readonly string[] {
  if (!isPreload(name)) return [];
  const home = name === "local_preload_libraries" ? "$libdir/plugins" : "$libdir";
  return (namesInList(value) ?? []).map((library) => (library.includes("/") ? library : `${home}/${library}`));
}

/** Every library that a session of one of the backup's roles, or in one of its databases, would load. */
export const librariesWanted = ({ roles, databases }: Pick<Manifest, "roles" | "databases">): readonly string[] =>
  [...new Set([...roles, ...databases].flatMap(({ settings }) => settings.flatMap(librariesOf)))];

/** Which of these files the server has not got. */
export const librariesLacking = (libraries: readonly string[]): string => `
  SELECT l.path AS name FROM pg_catalog.pg_config c CROSS JOIN pg_catalog.unnest(ARRAY[${libraries.map(literal).join(", ")}]::text[]) l(path)
  WHERE c.name = 'PKGLIBDIR' AND NOT EXISTS (SELECT FROM pg_catalog.unnest(ARRAY['', '.so']) e(ending)
    WHERE (pg_catalog.pg_stat_file(pg_catalog.replace(l.path, '$libdir', c.setting) || e.ending, true)).size IS NOT NULL)`;

/** The settings that let sessions begin on a server without these files. */
export const loadable = <T extends ServerSetting>(settings: readonly T[], lacking: ReadonlySet<string>): readonly T[] =>
  settings.filter((setting) => !librariesOf(setting).some((library) => lacking.has(library)));
