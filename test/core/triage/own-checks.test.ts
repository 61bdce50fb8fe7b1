import { expect, test } from "vitest";
import { checksPath, ownChecks, type OwnChecks } from "../../../scripts/core/triage/own-checks.ts";

const check = (id: number, hostname: string, tags: readonly string[] = [], status = "up") => ({ id, name: hostname, hostname, status, tags: tags.map((name) => ({ name, type: "u", count: 1 })) });
const account = [check(1, "shop.example.com"), check(2, "api.shop.example.com", ["shop"]), check(3, "blog.example.com", ["shop", "web"]), check(4, "myshop.example.com"), check(5, "shop.example.com", [], "paused")];
const own: OwnChecks = { names: ["shop.example.com"], ids: [], tags: [] };

test.each<[string, Partial<OwnChecks>, readonly number[]]>([
  ["by the service's names, whatever else the account watches", {}, [1]],
  ["by a name that stands for many", { names: ["*.shop.example.com"] }, [2]],
  ["by their ids, once the settings name some", { ids: [4] }, [4]],
  ["by their tags", { tags: ["shop"] }, [2, 3]],
  ["by either", { ids: [1], tags: ["web"] }, [1, 3]],
  ["never a paused one", { ids: [5] }, []],
])("checks are the service's %s", (_, chosen, ids) => {
  expect(ownChecks(account, { ...own, ...chosen }).map(({ id }) => id)).toEqual(ids);
});

test("tags are asked for where they count", () => {
  expect([checksPath(own), checksPath({ tags: ["shop"] })]).toEqual(["/checks", "/checks?include_tags=true"]);
});
