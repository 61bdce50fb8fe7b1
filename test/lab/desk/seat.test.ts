import { expect, test } from "vitest";
import { moved } from "../../../lab/desk/seat.ts";

test("paths into the first project lead into the second; everything else is the company's and stays", () => {
  const variables = { SHOP_PROJECT: "/a/site", PULUMI_CONFIG_PASSPHRASE_FILE: "/a/site/keys/private/passphrase", OTHER: "/a/site-of-another", TOKEN: "secret" };
  expect(moved(variables, "/a/site", "/b/site")).toEqual({ ...variables, SHOP_PROJECT: "/b/site", PULUMI_CONFIG_PASSPHRASE_FILE: "/b/site/keys/private/passphrase" });
});
