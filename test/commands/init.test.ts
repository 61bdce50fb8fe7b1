import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { beforeEach, expect, test } from "vitest";
import { isSignedBy, signManifest } from "../../scripts/core/signature.ts";
import { Secret } from "../../scripts/core/secret.ts";
import { Exit } from "../../scripts/core/exit.ts";
import type { World } from "../../scripts/world.ts";
import { kit, projectDirectory } from "../support/kit.ts";
import { settingsText } from "../support/settings.ts";
import { scriptedShell } from "../support/scripted-shell.ts";
import { MemoryJournal, silentPorts } from "../support/world.ts";

let directory: string;
const key = (name: string) => readFile(join(directory, "keys", name), "utf8");

beforeEach(async () => {
  directory = await projectDirectory();
});

/** A cloud with these stacks; says which buckets and stacks were made. */
function cloud(stacks: readonly string[], more: Partial<World> = {}) {
  const buckets: string[] = [];
  const { shell, ran } = scriptedShell({
    "stack ls": { stdout: JSON.stringify(stacks.map((name) => ({ name: `organization/failover-kit/${name}` }))) },
    "stack init": {},
  });
  const { objects, ...ports } = silentPorts({ journal: new MemoryJournal() });
  const ensureBucket = async (bucket: string) => (buckets.push(bucket), "made" as const);
  const notHere = () => Promise.reject(new Error("init needs no disk and no database"));
  const host = { ...ports, shell, objects: { ...objects, ensureBucket }, disk: { makePrivate: notHere, files: notHere, follow: () => { throw new Error("not here"); }, digest: notHere, remove: notHere, freeBytes: notHere, hash: notHere, append: notHere, bytesIn: notHere, bytesOf: notHere, move: notHere }, sql: { open: notHere } };
  const failover = kit(directory, [], { env: {}, shell, hostPorts: async () => host, ...more });
  return { failover, buckets, made: () => ran.filter((line) => line.includes("stack init")).map((line) => /init (\S+)/.exec(line)?.[1]) };
}

test("on a fresh project it makes everything, and tells which variables to set", async () => {
  const { failover, buckets, made } = cloud([]);
  const { code, out, said } = await failover("init");
  expect(code).toBe(Exit.ok);
  expect(buckets).toEqual(["shop-state"]);
  expect(made()).toEqual(["standby", "aws", "gcp", "dns", "restore", "verify", "export-snapshot"]);
  expect(out.match(/^made /gm)).toHaveLength(14);
  expect(said).toContain(`export FAILOVER_OPERATIONS_IDENTITY='${join(directory, "keys/private/operations.key")}'`);

  expect(await key("operations.pub")).toBe(`${await identityToRecipient((await key("private/operations.key")).trim())}\n`);
  const bytes = new TextEncoder().encode("a manifest");
  const signature = signManifest(bytes, new Secret(await key("private/exporter.pem")), "exporter.pem");
  expect(isSignedBy(bytes, signature, await key("exporter.pub"), "exporter.pub")).toBe(true);
  for (const name of ["operations.key", "exporter.pem", "passphrase"]) expect((await stat(join(directory, "keys/private", name))).mode & 0o777).toBe(0o600);
  expect(await key("private/.gitignore")).toBe("*\n");
});

const everyKey = `warden: { signingKey: $WARDEN_KEY, signer: keys/warden.pub }
verification: { identity: $VERIFIER_IDENTITY, signingKey: $VERIFIER_KEY, signer: keys/verifier-signing.pub }
retention: { signingKey: $PRUNER_KEY, signer: keys/pruner.pub }
`;

test("it makes a key for each who signs receipts or opens backups, and says which of them is to be carried away, until it is", async () => {
  const settings = settingsText.replace("[keys/operations.pub]", "[keys/operations.pub, keys/offline.pub, keys/verifier.pub]");
  await writeFile(join(directory, "failover.yaml"), settings + everyKey);
  const { said } = await cloud([]).failover("init");
  for (const name of ["operations", "offline", "verifier"]) expect(await key(`${name}.pub`)).toBe(`${await identityToRecipient((await key(`private/${name}.key`)).trim())}\n`);
  for (const name of ["exporter", "warden", "verifier-signing", "pruner"]) {
    const bytes = new TextEncoder().encode("a receipt");
    expect(isSignedBy(bytes, signManifest(bytes, new Secret(await key(`private/${name}.pem`)), name), await key(`${name}.pub`), name)).toBe(true);
  }
  expect(said.match(/opens every backup, and no command needs it/g)).toHaveLength(1);
  expect(said).toContain(`${join(directory, "keys/private/offline.key")}\nopens every backup`);
  expect(said).toContain(`export VERIFIER_IDENTITY='${join(directory, "keys/private/verifier.key")}'`);
  expect(said).toContain(`export PRUNER_KEY='${join(directory, "keys/private/pruner.pem")}'`);

  expect((await cloud([]).failover("init")).said).toContain("offline.key\nopens every backup");
  const offline = await key("offline.pub");
  await rm(join(directory, "keys/private/offline.key"));
  expect((await cloud([]).failover("init")).said).not.toContain("opens every backup");
  expect(await key("offline.pub")).toBe(offline);
});

test("after a first time that broke off the second says all that was not said", async () => {
  await writeFile(join(directory, "failover.yaml"), settingsText.replace("[keys/operations.pub]", "[keys/operations.pub, keys/offline.pub]"));
  const { shell } = scriptedShell({ "stack ls": { exitCode: 255, stderr: "error: bucket does not exist" } });
  const first = await cloud([], { shell }).failover("init");
  expect(first).toMatchObject({ code: Exit.failed, said: expect.stringContaining("COMMAND_FAILED") as string });
  expect(first.said.replaceAll(/\s+/g, " ")).toContain("next: mend the cause, then type the same command again;");
  expect((await cloud([]).failover("init")).said).toContain(`${join(directory, "keys/private/offline.key")}\nopens every backup`);
});

test("a second time it changes nothing", async () => {
  await cloud([]).failover("init");
  const before = await Promise.all(["private/operations.key", "private/exporter.pem", "private/passphrase", "operations.pub", "exporter.pub"].map(key));
  const { failover, made } = cloud(["standby", "aws", "gcp", "dns", "restore", "verify", "export-snapshot"]);
  expect((await failover("init")).out.match(/^made /gm)).toEqual(["made "]); // only the bucket, which this test's cloud always makes
  expect(made()).toEqual([]);
  expect(await Promise.all(["private/operations.key", "private/exporter.pem", "private/passphrase", "operations.pub", "exporter.pub"].map(key))).toEqual(before);
});

test("a private key that was carried away is not made again beside its public half", async () => {
  await cloud([]).failover("init");
  const before = await key("operations.pub");
  await rm(join(directory, "keys/private/operations.key"));
  await cloud([]).failover("init");
  expect(await key("operations.pub")).toBe(before);
  await expect(key("private/operations.key")).rejects.toThrow("ENOENT");
});

test("a key that its variable names is used, and only its public half is made", async () => {
  const identity = await generateIdentity();
  await mkdir(join(directory, "safe"));
  await writeFile(join(directory, "safe", "id"), `# created: today\n${identity}\n`);
  const { failover } = cloud([], { env: { FAILOVER_OPERATIONS_IDENTITY: "safe/id" } });
  const { said } = await failover("init");
  expect(await key("operations.pub")).toBe(`${await identityToRecipient(identity)}\n`);
  await expect(key("private/operations.key")).rejects.toThrow("ENOENT");
  expect(said).not.toContain("FAILOVER_OPERATIONS_IDENTITY");
});
