import { expect, test } from "vitest";
import { reindexSettings, shopSettings } from "../../../lab/shop/settings.ts";

const aws = {
  DATABASE_URL: "postgres://shop:word@10.0.0.1:5432/shop",
  REDIS_URL: "redis://10.0.0.2:6379",
  OBJECTS_URL: "s3://shop-objects",
  AWS_ACCESS_KEY_ID: "key",
  AWS_SECRET_ACCESS_KEY: "word",
  MODE_FILE: "/etc/shop/mode",
  SIDE: "aws",
};
const gcp = { ...aws, OBJECTS_URL: "gs://shop-objects", GOOGLE_OAUTH_ACCESS_TOKEN: "token", SIDE: "gcp" };

test("an S3 bucket is asked with a key, at the region's own address unless told otherwise", () => {
  expect(shopSettings(aws)).toMatchObject({ port: 8080, side: "aws", objects: { kind: "s3", bucket: "shop-objects", endpoint: "https://s3.eu-west-1.amazonaws.com", accessKeyId: "key" } });
  expect(shopSettings({ ...aws, STORAGE_ENDPOINT: "http://10.10.0.5:5000" }).objects.endpoint).toBe("http://10.10.0.5:5000");
});

test("a Cloud Storage bucket is asked with a token; an empty endpoint is none", () => {
  expect(shopSettings({ ...gcp, STORAGE_ENDPOINT: "" }).objects).toEqual({ kind: "gs", bucket: "shop-objects", endpoint: "https://storage.googleapis.com", token: "token" });
});

test("every malformed variable is named at once", () => {
  const settings = () => shopSettings({ ...aws, DATABASE_URL: "mysql://x", MODE_FILE: "mode", REDIS_URL: undefined });
  for (const name of ["DATABASE_URL", "MODE_FILE", "REDIS_URL"]) expect(settings).toThrow(name);
});

test.each([
  [{ ...aws, AWS_SECRET_ACCESS_KEY: "" }, "AWS_SECRET_ACCESS_KEY is not set; s3://shop-objects needs it"],
  [{ ...gcp, GOOGLE_OAUTH_ACCESS_TOKEN: undefined }, "GOOGLE_OAUTH_ACCESS_TOKEN is not set; gs://shop-objects needs it"],
])("a store without its right is refused", (variables, message) => {
  expect(() => shopSettings(variables)).toThrow(message);
});

test("rebuilding the index takes from the same environment what it needs, and everything where no time is given", () => {
  const search = { ...gcp, SEARCH_URL: "http://10.20.1.5:9200" };
  expect(reindexSettings(search)).toEqual({ databaseUrl: gcp.DATABASE_URL, searchUrl: "http://10.20.1.5:9200", since: "" });
  expect(reindexSettings({ ...search, FAILOVER_SINCE: "2026-11-25T07:30:00.000Z" }).since).toBe("2026-11-25T07:30:00.000Z");
  expect(() => reindexSettings({ ...gcp, SEARCH_URL: "" })).toThrow("SEARCH_URL");
});
