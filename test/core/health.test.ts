import { expect, test } from "vitest";
import { readHealth } from "../../scripts/core/health.ts";

const said = (about: object) => JSON.stringify({ ok: true, mode: "read-only", side: "gcp", ...about });

test.each([
  ["a healthy service", 200, said({ checks: { database: "ok" } }), { ok: true, mode: "read-only", side: "gcp" }],
  ["one that is not well", 503, said({ ok: false }), { ok: false, mode: "read-only", side: "gcp" }],
  ["one that claims to be well with an error's status", 503, said({}), { ok: false, mode: "read-only", side: "gcp" }],
  ["a load balancer without a service behind it", 502, "<html>Bad Gateway</html>", { unreadable: `status 502 without {"ok", "mode", "side"} in its body` }],
  ["another program", 200, `{"status":"UP"}`, { unreadable: `status 200 without {"ok", "mode", "side"} in its body` }],
])("%s", (_, status, body, expected) => {
  expect(readHealth({ status, body })).toEqual(expected);
});
