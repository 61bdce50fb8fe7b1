import { expect, test } from "vitest";
import { librariesLacking, librariesWanted, loadable } from "../../scripts/core/preloads.ts";
import { shopDatabase } from "../support/backups.ts";

const setting = (name: string, value: string) => ({ name, value });

test("libraries are looked for where the server looks for them", () => {
  const role = { name: "app", login: true, inherit: true, createDatabase: false, createRole: false, bypassRowSecurity: false, connectionLimit: -1, memberOf: [], settings: [setting("local_preload_libraries", "mine"), setting("jit", "off")] };
  const database = { ...shopDatabase, settings: [{ role: null, ...setting("session_preload_libraries", 'auto_explain, "$libdir/anon"') }, { role: "app", ...setting("session_preload_libraries", "auto_explain") }] };
  expect(librariesWanted({ roles: [role], databases: [database] })).toEqual(["$libdir/plugins/mine", "$libdir/auto_explain", "$libdir/anon"]);
  expect(librariesWanted({ roles: [{ ...role, settings: [setting("session_preload_libraries", '"not closed')] }], databases: [] })).toEqual([]);
  expect(librariesLacking(["$libdir/o'ne", "/x"])).toContain("ARRAY['$libdir/o''ne', '/x']");
});

test("a setting goes if one of its libraries is not there, whatever else stays", () => {
  const [explained, masked, other] = [setting("session_preload_libraries", "auto_explain"), setting("session_preload_libraries", "auto_explain, anon"), setting("search_path", "anon")];
  expect(loadable([explained, masked, other], new Set(["$libdir/anon"]))).toEqual([explained, other]);
});
