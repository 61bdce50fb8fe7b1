import { mkdtemp } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { certificateIn } from "../support/certificate.ts";
import { kit } from "../support/kit.ts";

const taken = createServer();
let directory = "";
let pair = { certificate: "", key: "" };
let other = { certificate: "", key: "" };
let port = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "probe-"));
  pair = await certificateIn(directory);
  other = await certificateIn(directory, "other");
  await new Promise<void>((listening) => taken.listen(0, "127.0.0.1", listening));
  const address = taken.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});
afterAll(() => taken.close());

const probe = (listen: string, key = pair.key) => kit(directory, [], { env: { FAILOVER_PROBE_KEY: "k".repeat(32) } })("agent-probe", "--listen", listen, "--certificate", pair.certificate, "--certificate-key", key);

test("an agent whose port another process has says so", async () => {
  const { code, said } = await probe(`127.0.0.1:${port}`);
  expect({ code, said }).toMatchObject({ code: 3, said: expect.stringContaining(`AGENT_KEY_REFUSED: the agent '127.0.0.1:${port}' cannot be set up: another process listens there already`) as string });
});

test("a port that is none, an address of another machine and a key of another certificate are refused, and no bug of the kit", async () => {
  for (const refused of [probe("127.0.0.1:99999"), probe("192.0.2.1:0"), probe("127.0.0.1:0", other.key)]) {
    const { code, said } = await refused;
    expect({ code, isRefusal: said.startsWith("AGENT_KEY_REFUSED"), hasStack: /\n\s+at /.test(said) }).toEqual({ code: 3, isRefusal: true, hasStack: false });
  }
});
