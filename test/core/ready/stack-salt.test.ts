import { expect, test } from "vitest";
import { opensStack } from "../../../scripts/core/ready/stack-salt.ts";

/** Written by `pulumi stack init --secrets-provider passphrase` 3.259.0 with the passphrase "correct horse". */
const SALT = "v1:1bjGiqgY2w8=:v1:GLX6u0Pdj+6SDIg1:h8G0LE4oht+nFirHUIrxurHAk30kyg==";

test("the passphrase a stack was made with opens it", async () => expect(await opensStack(SALT, "correct horse")).toBe("opens"));

test("another passphrase does not", async () => expect(await opensStack(SALT, "correct horsf")).toBe("other passphrase"));

test.each(["", "v1", "v2:AAAA:v1:BBBB:CCCC", "v1:AAAA:v1:BBBB:CCCC", `${SALT}:more`])("a salt in no known form is no answer: '%s'", async (salt) => {
  expect(await opensStack(salt, "correct horse")).toBe("unlike");
});
