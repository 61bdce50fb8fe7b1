import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { certificateIn } from "../support/certificate.ts";
import { onLoopback } from "../support/loopback.ts";

/** A kit of its own that lists a bucket once, on a machine of Google's whose metadata server gives one token after the other. */
async function listing(isTaken: (token: number) => boolean, { token = "" } = {}) {
  const directory = await mkdtemp(join(tmpdir(), "sign-in-"));
  const { certificate, key } = await certificateIn(directory, "localhost");
  let given = 0;
  const metadata = await onLoopback(createServer((request, response) => {
    response.setHeader("metadata-flavor", "Google").setHeader("content-type", "application/json");
    if (!(request.url ?? "").includes("/token")) return void response.end("{}");
    given += 1;
    response.end(JSON.stringify({ access_token: `token-${given}`, expires_in: 3600, token_type: "Bearer" }));
  }));
  const shown: string[] = [];
  const store = await onLoopback(createSecureServer({ cert: await readFile(certificate), key: await readFile(key) }, (request, response) => {
    const { authorization = "" } = request.headers;
    shown.push(authorization.slice("Bearer ".length));
    if (!isTaken(Number(/\d+$/.exec(authorization)?.[0]))) return void response.writeHead(401).end("Invalid Credentials");
    response.end("{}");
  }));
  onTestFinished(async () => {
    await Promise.all([metadata.close(), store.close(), rm(directory, { recursive: true })]);
  });
  const script = `import { objectStore } from "./scripts/adapters/object-store.ts";
const store = objectStore({ endpoint: "https://localhost:${store.port}", project: "p", token: ${JSON.stringify(token)} });
await store.list("exports", "").then((found) => console.log(found.length), (error) => console.log(error.message));`;
  const env = { NODE_EXTRA_CA_CERTS: certificate, GCE_METADATA_HOST: `127.0.0.1:${metadata.port}`, GOOGLE_APPLICATION_CREDENTIALS: "", HOME: directory, CLOUDSDK_CONFIG: directory };
  const { stdout } = await execa(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", script], { env });
  return { stdout, shown, given: () => given };
}

test("a token that the store takes no more is renewed once, and the question asked again", async () => {
  const { stdout, shown } = await listing((token) => token > 1);
  expect({ stdout, shown }).toEqual({ stdout: "0", shown: ["token-1", "token-2"] });
}, 30_000);

test("one that is refused anew is told, and nobody goes on asking", async () => {
  const { stdout, shown } = await listing(() => false);
  expect(stdout).toMatch(/^STORE_NOT_SIGNED_IN: .*401/);
  expect(shown).toHaveLength(2);
}, 30_000);

test("a ready token cannot be renewed: it is told which one it was", async () => {
  const { stdout, shown } = await listing(() => false, { token: "ready-1" });
  expect(stdout).toMatch(/^STORE_NOT_SIGNED_IN: .*GOOGLE_OAUTH_ACCESS_TOKEN/);
  expect(shown).toEqual(["ready-1"]);
}, 30_000);
