/**
 * Settings that the server keeps as a list of names, each in quotation marks where it must be: said as one text, they would be one name.
 * The same as pg_dump's variable_is_guc_list_quote; no extension may add one.
 * https://github.com/postgres/postgres/blob/REL_17_STABLE/src/bin/pg_dump/dumputils.c
 */
const LISTS: ReadonlySet<string> = new Set(["local_preload_libraries", "search_path", "session_preload_libraries", "shared_preload_libraries", "temp_tablespaces", "unix_socket_directories"]);

const NAME = String.raw`\s*(?:"((?:[^"]|"")*)"|([^\s",]+))\s*`;
const whole = new RegExp(`^${NAME}(?:,${NAME})*$`);
const each = new RegExp(NAME, "g");

/** The names of a list as the server keeps it, without their quotation marks; undefined for what is no list. */
export const namesInList = (value: string): readonly string[] | undefined =>
  whole.test(value) ? [...value.matchAll(each)].map(([, quoted, plain = ""]) => quoted?.replaceAll('""', '"') ?? plain) : undefined;

/** What a setting is set to: the names of a list one by one, the text of any other as it is. */
export const namesOfSetting = (name: string, value: string): readonly string[] => (LISTS.has(name) ? namesInList(value) : undefined) ?? [value];
