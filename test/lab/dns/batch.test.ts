import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { apiClient, zone, type Client } from "./api-client.ts";

const records = `/zones/${zone.id}/dns_records`;
const a = (name: string, content: string) => ({ type: "A", name, content, ttl: 60, proxied: false });

let api: Client;
let ids: Readonly<Record<string, string>>;
beforeEach(() => {
  api = apiClient();
  ids = Object.fromEntries(
    ["one", "two", "three"].map((name) => [name, (api.ask("POST", records, a(name, "192.0.2.1")).result as { id: string }).id]),
  );
});
const contents = (): Readonly<Record<string, string>> =>
  Object.fromEntries(api.state().records.map(({ name, content }) => [name.split(".")[0] ?? "", content]));

// https://developers.cloudflare.com/api/resources/dns/subresources/records/methods/batch/
describe("a batch", () => {
  it("does deletes, then patches, puts and posts", () => {
    const answer = api.ask("POST", `${records}/batch`, {
      // Only in this order is there room for the post: it takes the name and content that the delete frees.
      posts: [a("one", "192.0.2.1")],
      puts: [{ id: ids["three"], ...a("three", "192.0.2.3") }],
      patches: [{ id: ids["two"], content: "192.0.2.2" }],
      deletes: [{ id: ids["one"] }],
    });
    expect(answer).toMatchObject({
      status: 200,
      result: {
        deletes: [{ id: ids["one"] }],
        patches: [{ content: "192.0.2.2" }],
        puts: [{ content: "192.0.2.3" }],
        posts: [{ content: "192.0.2.1" }],
      },
    });
    expect(contents()).toEqual({ one: "192.0.2.1", two: "192.0.2.2", three: "192.0.2.3" });
  });

  it("lets a put see what a patch before it did", () => {
    api.ask("POST", `${records}/batch`, {
      puts: [{ id: ids["two"], ...a("two", "192.0.2.9") }],
      patches: [{ id: ids["two"], content: "192.0.2.2" }],
    });
    expect(contents()["two"]).toBe("192.0.2.9");
  });

  it("changes nothing at all when one of its changes is refused, wherever it stands", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), (bad) => {
        const before = contents();
        const patches = ["one", "two", "three"].map((name) => ({ id: ids[name], content: "192.0.2.7" }));
        const answer = api.ask("POST", `${records}/batch`, {
          patches: [...patches.slice(0, bad), { id: "f".repeat(32), content: "192.0.2.7" }, ...patches.slice(bad)],
        });
        expect(answer).toMatchObject({ status: 404, success: false, errors: [{ code: 81044 }], result: null });
        expect(contents()).toEqual(before);
      }),
    );
  });

  // https://developers.cloudflare.com/dns/manage-dns-records/how-to/batch-record-changes/
  it("holds 200 records, as on the Free plan, and not one more", () => {
    const posts = Array.from({ length: 200 }, (_, i) => a(`n${i}`, "192.0.2.1"));
    expect(api.ask("POST", `${records}/batch`, { posts: [...posts, a("more", "192.0.2.1")] }).status).toBe(400);
    expect(api.ask("POST", `${records}/batch`, { posts }).status).toBe(200);
  });

  it("turns a CNAME into an A, as a cutover does", () => {
    const { id } = api.ask("POST", records, { type: "CNAME", name: "shop", content: "lb.example.net", proxied: true, ttl: 1 }).result as {
      id: string;
    };
    const answer = api.ask("POST", `${records}/batch`, { patches: [{ id, type: "A", content: "192.0.2.80" }] });
    expect(answer.result).toMatchObject({ patches: [{ id, type: "A", content: "192.0.2.80", proxied: true }] });
  });
});
