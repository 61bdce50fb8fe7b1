import { assert, property, stringMatching } from "fast-check";
import { expect, test } from "vitest";
import { bucketName, resourceName } from "../../infra/naming.ts";

const word = stringMatching(/^[a-z][a-z0-9]{1,8}$/);

test("a name is always a DNS label that begins with its service", () => {
  assert(
    property(word, word, (service, role) => {
      const name = resourceName(service, role);
      expect(name).toMatch(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/);
      expect(name.startsWith(`${service}-`)).toBe(true);
    }),
  );
});

test("two parts of one service never share a name", () => {
  assert(property(word, word, word, (service, one, other) => one === other || resourceName(service, one) !== resourceName(service, other)));
});

test.each(["x".repeat(60), "App", "app_1", "app-", ""])("'shop-%s' is refused", (role) => {
  expect(() => resourceName("shop", role)).toThrow("is not a DNS label");
});

test("a bucket's name holds the project, because nobody else in the world may have it", () => {
  expect(bucketName("acme-recovery", "shop", "exports")).toBe("acme-recovery-shop-exports");
});
