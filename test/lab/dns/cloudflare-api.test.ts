import { beforeEach, describe, expect, it } from "vitest";
import { apiClient, token, zone, type Client } from "./api-client.ts";

const records = `/zones/${zone.id}/dns_records`;
const web = { type: "A", name: "www.example.com", content: "192.0.2.1", ttl: 60, proxied: false };

let api: Client;
beforeEach(() => {
  api = apiClient();
});

const codes = (answer: ReturnType<Client["ask"]>): readonly number[] => answer.errors.map(({ code }) => code);
const made = (fields: object = web) => api.ask("POST", records, fields).result as { id: string; name: string; ttl: number };

describe("tokens", () => {
  // https://developers.cloudflare.com/api/resources/user/subresources/tokens/methods/verify/
  it("are verified", () => {
    expect(api.ask("GET", "/user/tokens/verify")).toMatchObject({ status: 200, success: true, result: { status: "active" } });
  });

  it.each([
    ["none", undefined, 400, 9106],
    ["one that is not a bearer token", token, 400, 6003],
    ["one of a wrong length", "Bearer short", 400, 6003],
    ["one that nobody issued", `Bearer ${"x".repeat(40)}`, 403, 9109],
  ])("%s is refused", (_title, authorization, status, code) => {
    const answer = api.ask("GET", records, undefined, { authorization });
    expect([answer.status, ...codes(answer)]).toEqual([status, code]);
    expect(answer.result).toBeNull();
  });
});

describe("a record", () => {
  it("is created, shown, listed, changed and deleted", () => {
    const { id } = made();
    expect(api.ask("GET", `${records}/${id}`).result).toMatchObject({ ...web, id, proxiable: true, comment: null });
    expect(api.ask("PATCH", `${records}/${id}`, { content: "192.0.2.2" }).result).toMatchObject({ ...web, content: "192.0.2.2" });
    expect(api.ask("GET", records)).toMatchObject({
      result: [{ id }],
      result_info: { page: 1, per_page: 100, count: 1, total_count: 1, total_pages: 1 },
    });
    expect(api.ask("DELETE", `${records}/${id}`).result).toEqual({ id });
    expect(codes(api.ask("GET", `${records}/${id}`))).toEqual([81044]);
  });

  it("keeps its time of creation and gets a new time of change", () => {
    const { id } = made();
    const before = api.state().records[0];
    api.wait(5);
    api.ask("PUT", `${records}/${id}`, { ...web, content: "192.0.2.9" });
    const after = api.state().records[0];
    expect(after?.created_on).toBe(before?.created_on);
    expect(after?.modified_on).not.toBe(before?.modified_on);
  });

  it("overwritten loses what the body leaves out, patched keeps it", () => {
    const { id } = made({ ...web, comment: "mine" });
    expect(api.ask("PATCH", `${records}/${id}`, { ttl: 120 }).result).toMatchObject({ ttl: 120, comment: "mine" });
    const { ttl: _, ...rest } = web;
    expect(api.ask("PUT", `${records}/${id}`, rest).result).toMatchObject({ ttl: 1, comment: null });
  });

  it.each([
    ["www", "www.example.com"],
    ["@", "example.com"],
    ["WWW.Example.COM.", "www.example.com"],
  ])("called %s is %s", (name, full) => {
    expect(made({ ...web, name }).name).toBe(full);
  });

  // https://developers.cloudflare.com/dns/manage-dns-records/reference/ttl/
  it("that is proxied has an automatic time to live, whatever was asked", () => {
    expect(made({ ...web, proxied: true, ttl: 300 }).ttl).toBe(1);
  });

  it.each([
    ["an unknown type", { ...web, type: "WEB" }, 1004],
    ["no name", { ...web, name: "" }, 9000],
    ["an A that is no IPv4 address", { ...web, content: "example.org" }, 9005],
    ["an AAAA that is no IPv6 address", { ...web, type: "AAAA" }, 9006],
    ["a CNAME that is no name", { ...web, type: "CNAME", content: "not a name" }, 9007],
    ["a time to live under 60 s", { ...web, ttl: 59 }, 9021],
    ["a time to live over a day", { ...web, ttl: 86_401 }, 9021],
    ["a proxied TXT", { ...web, type: "TXT", proxied: true }, 9004],
  ])("with %s is refused and nothing changes", (_title, fields, code) => {
    const answer = api.ask("POST", records, fields);
    expect([answer.status, ...codes(answer)]).toEqual([400, code]);
    expect(api.state().records).toEqual([]);
  });

  // https://developers.cloudflare.com/dns/manage-dns-records/troubleshooting/records-with-same-name/
  it.each([
    ["the same again", web, 81058],
    ["a CNAME beside an A", { ...web, type: "CNAME", content: "example.org" }, 81053],
  ])("is refused as %s", (_title, fields, code) => {
    made();
    expect(codes(api.ask("POST", records, fields))).toEqual([code]);
  });

  it("A is refused beside a CNAME of its name, and a second A is not", () => {
    made();
    expect(api.ask("POST", records, { ...web, content: "192.0.2.2" }).success).toBe(true);
    made({ ...web, name: "alias", type: "CNAME", content: "www.example.com" });
    expect(codes(api.ask("POST", records, { ...web, name: "alias" }))).toEqual([81054]);
  });

  it.each(["PUT", "PATCH", "DELETE"])("that does not exist cannot be changed by %s", (method) => {
    const answer = api.ask(method, `${records}/${"f".repeat(32)}`, web);
    expect([answer.status, ...codes(answer)]).toEqual([404, 81044]);
  });
});

describe("the list of records", () => {
  beforeEach(() => {
    for (let i = 0; i < 5; i += 1) made({ ...web, name: `n${i}`, proxied: i === 0 });
  });
  const names = (query: string): readonly string[] =>
    (api.ask("GET", `${records}?${query}`).result as readonly { name: string }[]).map(({ name }) => name);

  // https://developers.cloudflare.com/api/resources/dns/subresources/records/methods/list/
  it.each([
    ["name=n1.example.com", ["n1.example.com"]],
    ["name.exact=n1.example.com", ["n1.example.com"]],
    ["proxied=true", ["n0.example.com"]],
    ["type=CNAME", []],
    ["content=192.0.2.1&per_page=2&page=3", ["n4.example.com"]],
  ])("narrowed by %s is %j", (query, expected) => {
    expect(names(query)).toEqual(expected);
  });
});

describe("zones", () => {
  it("are listed and found by name", () => {
    expect(api.ask("GET", "/zones?name=example.com").result).toMatchObject([zone]);
    expect(api.ask("GET", "/zones?name=example.org").result).toEqual([]);
    expect(api.ask("GET", `/zones/${zone.id}`).result).toMatchObject(zone);
    expect(api.ask("GET", `/zones/${zone.id}/settings/ssl`).result).toMatchObject({ id: "ssl", value: "flexible" });
    expect(codes(api.ask("GET", `/zones/${zone.id}/settings/ssl/more`))).toEqual([7000]);
  });

  it.each([
    ["/zones/nonsense/dns_records", 7003],
    [`/zones/${"a".repeat(32)}/dns_records`, 9109],
    ["/accounts", 7000],
  ])("%s is refused with %d", (path, code) => {
    expect(codes(api.ask("GET", path))).toEqual([code]);
  });
});

// https://developers.cloudflare.com/fundamentals/api/reference/limits/
describe("1,200 calls in five minutes", () => {
  const call = () => api.ask("GET", "/user/tokens/verify").status;
  const calls = (count: number) => Array.from({ length: count }, call);

  it("are answered, and every call after them is refused for five minutes more", () => {
    expect(calls(1200).every((status) => status === 200)).toBe(true);
    expect(call()).toBe(429);
    api.wait(299);
    expect(call()).toBe(429);
    api.wait(2);
    expect(call()).toBe(200);
  });

  it("spread over a longer time are all answered", () => {
    calls(1000);
    api.wait(301);
    expect(calls(1000).every((status) => status === 200)).toBe(true);
  });
});
