import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readSettings } from "../../../scripts/core/settings.ts";
import { siteOf } from "../../../scripts/core/triage/site.ts";
import { ownAuthoritative, ownDns } from "../../../scripts/pipeline/triage/own-dns.ts";
import type { Lookout } from "../../../scripts/world.ts";

const RESOLVER = "192.0.2.53";
const AUTHORITY = "192.0.2.7";
const site = { ...siteOf(readSettings(readFileSync("failover.example.yaml", "utf8"), "failover.yaml")), authoritative: [AUTHORITY] };
const OURS = site.names.map(({ name }) => name);

type Answer = Awaited<ReturnType<Lookout["addresses"]>>;
const found: Answer = { addresses: ["198.51.100.1"] };
const silent: Answer = { failed: "no answer within 5 s" };

/** What each server says of our names and of everybody else's; this place's own resolver answers always. */
async function seen(answers: Readonly<Record<string, { readonly ours: Answer; readonly others: Answer }>>): Promise<readonly (readonly [string, string, string])[]> {
  const addresses: Lookout["addresses"] = async (name, { servers: [server] = [] }) => (server === undefined ? found : (answers[server]?.[OURS.includes(name) ? "ours" : "others"] ?? silent));
  const eyes = { site, lookout: { addresses } as Lookout, now: new Date("2026-11-26T03:00:00Z") };
  const all = await Promise.all([ownDns, ownAuthoritative].map(({ look }) => look(eyes)));
  return all.flat().map(({ probe, state, value }) => [probe, state, value]);
}

test("a network that lets no question out to a resolver says nothing of our names", async () => {
  expect(await seen({})).toEqual([
    ["own-dns", "unknown", "no answer from here, for the names of others neither"],
    ["own-authoritative", "unknown", "no answer from here, where no resolver of the settings is reached either"],
  ]);
});

test("names are gone where the resolver finds those of others, and not ours", async () => {
  expect(await seen({ [RESOLVER]: { ours: { failed: "ESERVFAIL" }, others: found } })).toEqual([
    ["own-dns", "down", "shop.example.com: ESERVFAIL"],
    ["own-authoritative", "down", "shop.example.com: no answer within 5 s"],
  ]);
});

test("that there is no such name is an answer, whoever else is silent", async () => {
  expect(await seen({ [RESOLVER]: { ours: { none: "there is no such name" }, others: silent }, [AUTHORITY]: { ours: { none: "there is no such name" }, others: silent } })).toEqual([
    ["own-dns", "down", "shop.example.com: there is no such name"],
    ["own-authoritative", "down", "shop.example.com: there is no such name"],
  ]);
});
