import { expect, test } from "vitest";
import { errorsPage } from "../support/errors-page.ts";

test("docs/errors.md is what the table says; 'npx vitest run test/core/errors-doc.test.ts -u' renews it", async () => {
  await expect(errorsPage()).toMatchFileSnapshot("../../docs/errors.md");
});
