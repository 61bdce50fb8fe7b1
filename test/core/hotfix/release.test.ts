import { expect, test } from "vitest";
import { archiveName, releaseName, startedFile } from "../../../scripts/core/hotfix/release.ts";

const sha256 = "0123456789ab".padEnd(64, "0");

test.each([
  ["/srv/releases/shop-1042.mjs", "shop-1042-0123456789ab.mjs"],
  ["dist/shop.tar.gz", "shop-0123456789ab.tar.gz"],
  ["shop", "shop-0123456789ab"],
  ["/opt/shop/shop-ffffffffffff.mjs", "shop-0123456789ab.mjs"],
])("%s is called %s on the hosts", (artifact, name) => {
  expect(releaseName(artifact, sha256)).toBe(name);
});

test("a release lies in the archive under its own hash, and under no backup's prefix", () => {
  const name = archiveName("shop", { name: "shop.mjs", sha256 });
  expect(name).toBe(`shop.releases/${sha256}/shop.mjs`);
  expect(name.startsWith("shop/")).toBe(false);
});

test.each([
  ["{ path=/usr/bin/node ; argv[]=/usr/bin/node /opt/shop/shop-1042.mjs ; ignore_errors=no }", "shop-1042.mjs"],
  ["{ path=/usr/bin/shop ; argv[]=/usr/bin/shop --serve }", undefined],
  ["{ path=/usr/bin/node ; argv[]=/usr/bin/node /opt/shopping/x.mjs }", undefined],
])("of what systemd starts, the release is known: %s", (execStart, file) => {
  expect(startedFile(execStart, "shop")).toBe(file);
});
