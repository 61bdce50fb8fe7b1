import { expect, test } from "vitest";
import { caller } from "../../scripts/adapters/caller.ts";
import { Secret } from "../../scripts/core/secret.ts";

test("an address that is none, and a header that cannot be sent, are answers and no end of whoever asks; neither is told", async () => {
  const ask = (url: string, token: string) => caller.call({ method: "POST", url: new Secret(url), headers: { authorization: new Secret(`Bearer ${token}`) }, body: "{}", timeoutSeconds: 1 });
  for (const answer of [await ask("hooks.example/hidden-path", "token"), await ask("ftp://hooks.example/hidden-path", "token"), await ask("http://127.0.0.1:1/hidden-path", "hidden\ntoken")]) {
    expect(answer).toHaveProperty("failed");
    expect(JSON.stringify(answer)).not.toMatch(/hidden/);
  }
});
