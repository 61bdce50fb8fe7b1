import { expect, test } from "vitest";
import { seedSql } from "../../../lab/shop/seed.ts";
import { seeded, seededOrderId, seededSku } from "../../../lab/shop/seeded.ts";

test("an order's id is the md5 of its number, as PostgreSQL's md5(n::text)::uuid has it", () => {
  expect(seededOrderId(1)).toBe("c4ca4238-a0b9-2382-0dcc-509a6f75849b");
  expect(seededOrderId(7)).toBe("8f14e45f-ceea-167a-5a36-dedd4bea2543");
});

test("a product's name has five digits", () => {
  expect([seededSku(1), seededSku(2000)]).toEqual(["SKU-00001", "SKU-02000"]);
});

test("the seed is told its size and uses nothing that differs from run to run", () => {
  const sql = seedSql({ customers: 3, products: 2, orders: 5 });
  expect(sql).toMatch(/^\\set customers 3\n\\set products 2\n\\set orders 5\n/);
  expect(sql).not.toMatch(/random\(|gen_random_uuid/);
  expect(sql.match(/now\(\)/g)).toEqual(["now()"]);
});

test("every size the seed asks for is one it is given", () => {
  const asked = new Set([...seedSql().matchAll(/(?<!:):([a-z_]+)/g)].map(([, name]) => name));
  expect(asked).toEqual(new Set(Object.keys(seeded)));
});
