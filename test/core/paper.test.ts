import { expect, test } from "vitest";
import { ellipsisFor, showsUnicode } from "../../scripts/core/paper.ts";

test.each<[Readonly<Record<string, string>>, boolean]>([
  [{ LANG: "en_GB.UTF-8" }, true],
  [{ LANG: "de_DE.utf8" }, true],
  [{ LANG: "C.UTF-8" }, true],
  [{ LANG: "C" }, false],
  [{ LANG: "POSIX" }, false],
  [{ LANG: "en_GB.UTF-8", LC_ALL: "C" }, false],
  [{ LANG: "C", LC_CTYPE: "en_GB.UTF-8" }, true],
  [{ LANG: "en_GB.UTF-8", LC_ALL: "" }, true],
  [{ LANG: "en_GB.ISO-8859-1" }, false],
  [{}, false],
])("with %j more than ASCII is shown: %s", (env, unicode) => {
  expect([showsUnicode(env), ellipsisFor(env)]).toEqual([unicode, unicode ? "…" : "..."]);
});
