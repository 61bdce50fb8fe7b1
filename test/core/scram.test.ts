import { expect, test } from "vitest";
import { scramVerifier } from "../../scripts/core/scram.ts";
import { Secret } from "../../scripts/core/secret.ts";

// RFC 7677's own example: user, pencil, this salt, 4096 rounds.
test("is what a server keeps, by the standard's own example", () => {
  const salt = Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64").toString("hex");
  expect(scramVerifier(new Secret("pencil"), salt)).toBe("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=");
});
