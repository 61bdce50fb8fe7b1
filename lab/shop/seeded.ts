import { createHash } from "node:crypto";

/** How much history the shop starts with: about 200 MB of database. */
export type SeedSize = { readonly customers: number; readonly products: number; readonly orders: number };

/** What a lab's shop holds before its first visitor. */
export const seeded: SeedSize = { customers: 40_000, products: 2_000, orders: 265_000 };

/** A history of a tenth, for scenarios whose point is not the size of the data. Customers and products are as many: orders name them. */
export const littleHistory: SeedSize = { ...seeded, orders: 26_500 };

/** The id of the n-th seeded order, counted from 1: md5(n) read as a uuid, as seed.sql makes it. */
export function seededOrderId(n: number): string {
  const hex = createHash("md5").update(String(n)).digest("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The n-th seeded product, counted from 1. */
export const seededSku = (n: number): string => `SKU-${String(n).padStart(5, "0")}`;
