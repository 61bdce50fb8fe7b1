import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FailoverError } from "../../scripts/core/errors.ts";
import { Exit } from "../../scripts/core/exit.ts";
import type { HostPorts } from "../../scripts/host-ports.ts";
import { kit, projectDirectory, type Said } from "../support/kit.ts";
import { keyOf, signers } from "../support/receipt-chains.ts";
import { realTools, sealedArchive } from "../support/sealed-archive.ts";
import { settingsText } from "../support/settings.ts";

const id = "20261123T080000Z-0a1b2c";
const sections = `warden: { signingKey: $WARDEN_KEY, signer: keys/warden.pub }
verification: { identity: $VERIFIER_IDENTITY, signingKey: $VERIFIER_KEY, signer: keys/verifier-signing.pub }
`;

let directory: string;
let archive: Awaited<ReturnType<typeof sealedArchive>>;
let env: Readonly<Record<string, string>>;
beforeEach(async () => {
  directory = await projectDirectory();
  archive = await sealedArchive({ ids: [id] });
  await mkdir(join(directory, "keys/private"), { recursive: true });
  const write = (name: string, text: string) => writeFile(join(directory, "keys", name), text);
  await write("exporter.pub", archive.signer.pem);
  await write("warden.pub", signers.warden?.pem ?? "");
  await write("verifier-signing.pub", signers.verifier?.pem ?? "");
  await write("private/warden.pem", keyOf("warden").pem.reveal());
  await write("private/verifier-signing.pem", keyOf("verifier").pem.reveal());
  await write("private/verifier.key", await readFile(archive.identityFile, "utf8"));
  await writeFile(join(directory, "failover.yaml"), settingsText.replaceAll(/shop-(exports|journal)/g, "$1") + sections);
  env = { WARDEN_KEY: "keys/private/warden.pem", VERIFIER_KEY: "keys/private/verifier-signing.pem", VERIFIER_IDENTITY: "keys/private/verifier.key" };
});
afterEach(() => archive.server.close());

async function verify(args: readonly string[], { more = {}, without = [] }: { readonly more?: Partial<HostPorts>; readonly without?: readonly string[] } = {}): Promise<Said> {
  const set = Object.fromEntries(Object.entries(env).filter(([name]) => !without.includes(name)));
  return kit(directory, [], { env: set, clock: archive.ports.clock, hostPorts: async () => ({ ...archive.ports, ...more }) })("verify-export", ...args);
}
const work = () => ["--work", join(directory, "work")];

test("each level is verified, recorded, and shown with its age", async () => {
  expect((await verify(["--level", "1"])).out).toBe(`Level 1: 1 backup.\nsound    ${id}  everything until 2026-11-23T08:07:00.000Z\n`);
  expect(await verify(["--level", "2", ...work()])).toMatchObject({ code: Exit.ok });
  const { code, out } = await verify([]);
  expect(code).toBe(Exit.notReady); // nobody has restored one yet
  expect(out).toBe(
    [
      "The chain of 3 receipts is whole.",
      `green  level 1  objects, signature, receipts 0 s ago      at most 2 h       ${id}, everything until 2026-11-23T08:07:00.000Z`,
      `green  level 2  decrypted and read           0 s ago      at most 26 h      ${id}, everything until 2026-11-23T08:07:00.000Z`,
      "red    level 3  restored and counted         never        at most 8 days",
      "       next: failover verify-export --level 3",
      "",
    ].join("\n"),
  );
});

test("an age over its target is red, by the store's clock", async () => {
  await verify(["--level", "1"]);
  archive.server.clock.seconds += 3 * 60 * 60;
  const { out } = await verify(["--json"]);
  const { schema, chain, receipts, levels } = JSON.parse(out) as { schema: string; chain: string; receipts: number; levels: readonly object[] };
  expect({ schema, chain, receipts }).toEqual({ schema: "failover-kit/verification-ages/1", chain: "whole", receipts: 2 });
  expect(levels[0]).toMatchObject({ level: 1, state: "stale", maxAgeSeconds: 7200, success: { backup: id, ageSeconds: 10800 }, failure: null });
  expect(levels[1]).toMatchObject({ level: 2, state: "never", success: null });
});

test("damage is told, recorded, and exits as not ready", async () => {
  await verify(["--level", "1"]);
  archive.server.objects.delete(`shop/${id}/data/000002.age`);
  const { code, out } = await verify(["--level", "1", "--json"]);
  expect(code).toBe(Exit.notReady);
  expect(JSON.parse(out)).toMatchObject({ schema: "failover-kit/verify-export/1", level: 1, passed: false, recorded: 1, findings: [], backups: [{ id, findings: [`shop/${id}/data/000002.age is missing`] }] });
  expect((await verify([])).out).toContain(`since then ${id} failed, at 2026-11-23T09:07:00.000Z:\n         - shop/${id}/data/000002.age is missing`);
  expect((await verify(["--level", "2", ...work()])).out).toContain("000002.age is missing");
});

test("a broken chain is told and nothing is added to it", async () => {
  await verify(["--level", "1"]);
  archive.server.objects.delete("shop/receipts/00000000.json");
  const { code, out } = await verify(["--level", "1", "--json"]);
  expect(code).toBe(Exit.notReady);
  expect(JSON.parse(out)).toMatchObject({ recorded: 0, findings: ["receipts: receipt 0 is missing"] });
  expect((await verify([])).out).toContain("The receipts are no whole chain; only the first 0 count:\n  - receipt 0 is missing");
});

test("a machine without the signing key looks, and says that it wrote nothing", async () => {
  const { code, said } = await verify(["--level", "1"], { without: ["WARDEN_KEY"] });
  expect(code).toBe(Exit.ok);
  expect(said).toContain("No receipt was written");
  expect([...archive.server.objects.keys()].some((name) => name.includes("receipts"))).toBe(false);
});

test("a project without signers is verified all the same, but has no ages", async () => {
  await writeFile(join(directory, "failover.yaml"), settingsText.replaceAll(/shop-(exports|journal)/g, "$1"));
  expect((await verify(["--level", "1"])).code).toBe(Exit.ok);
  expect(await verify([])).toMatchObject({ code: Exit.refused, said: expect.stringContaining("RECEIPTS_UNSIGNED") as string });
});

test("a backup that is not there is not verified", async () => {
  expect(await verify(["--level", "1", "--backup", "20261123T090000Z-0a1b2c"])).toMatchObject({ code: Exit.refused, said: expect.stringContaining(`the newest are ${id}`) as string });
});

describe("level 2 begins only with what it needs:", () => {
  test.each<[string, Parameters<typeof verify>[1], string]>([
    ["a private key", { without: ["VERIFIER_IDENTITY"] }, "set $VERIFIER_IDENTITY or $FAILOVER_OPERATIONS_IDENTITY"],
    ["age and pg_restore", { more: { shell: { run: async ({ file }) => { throw new FailoverError("COMMAND_NOT_STARTED", { command: file, reason: "no such program" }); } } } }, "age is not there"],
    ["a pg_restore that is new enough", { more: { shell: realTools("pg_restore (PostgreSQL) 16.4") } }, "pg_restore is of version 16.4; the dump was made with 17.11"],
  ])("%s", async (_, world, words) => {
    const { code, said } = await verify(["--level", "2", ...work()], world);
    expect(code).toBe(Exit.refused);
    expect(said).toContain(words);
  });

  test("a key that is one of the recipients'", async () => {
    const other = await sealedArchive({ ids: [id] });
    await other.server.close();
    await writeFile(join(directory, "keys/private/verifier.key"), await readFile(other.identityFile, "utf8"));
    expect((await verify(["--level", "2", ...work()])).said).toContain("is none of those that backup");
  });

  test("and takes the operations key where there is no verifier's", async () => {
    env = { ...env, FAILOVER_OPERATIONS_IDENTITY: "keys/private/verifier.key" };
    expect((await verify(["--level", "2", ...work()], { without: ["VERIFIER_IDENTITY"] })).code).toBe(Exit.ok);
  });
});
