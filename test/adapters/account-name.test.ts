import { userInfo } from "node:os";
import { expect, test } from "vitest";
import { accountName } from "../../scripts/adapters/account-name.ts";

test("who runs it is told by name, or by number where no account has that number", () => {
  expect(accountName()).toBe(userInfo().username);
  const nobody = () => {
    throw new Error("uv_os_get_passwd returned ENOENT");
  };
  expect(accountName(nobody)).toBe(`uid-${process.getuid?.() ?? "unknown"}`);
});
