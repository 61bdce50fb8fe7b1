import { expect, test } from "vitest";
import { amcheck, corruptionIn } from "../../../scripts/core/commands/amcheck.ts";
import { show } from "../../../scripts/core/commands/command.ts";

const command = amcheck({ database: "shop", major: 17, jobs: 2, timeoutSeconds: 60 });
const said = (exitCode: number, stdout: string, stderr = "") => ({ exitCode, stdout, stderr });

test("every index is held against its table, by the server's own superuser", () => {
  expect(show({ ...command, env: {} })).toBe("runuser --user postgres -- /usr/lib/postgresql/17/bin/pg_amcheck --install-missing --heapallindexed --parent-check --jobs=2 shop");
});

test("a sound database has no findings", () => {
  expect(corruptionIn(command, said(0, ""))).toEqual([]);
});

test("each broken place is one line, with all that was said of it", () => {
  const stdout = `btree index "shop.public.orders_pkey":
    ERROR:  heap tuple (0,1) from table "orders" lacks matching index tuple within index "orders_pkey"
    HINT:  Retrying verification using the function bt_index_parent_check() might provide a more specific error.
heap table "shop.public.orders", block 5, offset 3:
    line pointer to page offset 0 is before end of header
`;
  expect(corruptionIn(command, said(2, stdout))).toEqual([
    expect.stringMatching(/^pg_amcheck: btree index "shop\.public\.orders_pkey": ERROR: .*HINT: /),
    'pg_amcheck: heap table "shop.public.orders", block 5, offset 3: line pointer to page offset 0 is before end of header',
  ]);
});

test("of very many, the first are told and the others counted", () => {
  const findings = corruptionIn(command, said(2, Array.from({ length: 25 }, (_, n) => `heap table "t${n}":\n    broken\n`).join("")));
  expect(findings).toHaveLength(21);
  expect(findings.at(-1)).toBe("pg_amcheck: 5 more");
});

test("an index whose function finds no names without its caller's path was not looked at, which is no damage", () => {
  const stdout = `btree index "shop.app.by_slug":
    ERROR:  function strip(text) does not exist
    CONTEXT:  PL/pgSQL function app.slug(text) line 1 at RETURN
`;
  expect(corruptionIn(command, said(2, stdout))).toEqual([]);
  expect(corruptionIn(command, said(2, `${stdout}btree index "shop.app.other":\n    broken\n`))).toEqual(['pg_amcheck: btree index "shop.app.other": broken']);
});

test("something found and nothing said is a finding", () => {
  expect(corruptionIn(command, said(2, ""))).toEqual(["pg_amcheck found something and did not say what"]);
});

test("any other end is no answer", () => {
  expect(() => corruptionIn(command, said(1, "", "could not connect"))).toThrow("could not connect");
});
