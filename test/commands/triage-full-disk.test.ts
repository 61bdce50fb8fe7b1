import { expect, test } from "vitest";
import { files } from "../../scripts/adapters/files.ts";
import { FailoverError } from "../../scripts/core/errors.ts";
import type { Lookout } from "../../scripts/world.ts";
import { kit, projectDirectory } from "../support/kit.ts";

const failed = async () => ({ failed: "nobody answers" });
const blind: Lookout = { web: failed, addresses: failed, certificate: failed, knock: failed, aws: failed, nameServers: async () => [], network: async () => ({ addresses: [], hasDefaultRoute: undefined }) };

test("a full disk is said, and no reason not to look", async () => {
  const write = async (path: string) => Promise.reject(new FailoverError("FILE_UNUSABLE", { path, reason: "its disk is full" }));
  const { said, out } = await kit(await projectDirectory(), [], { files: { ...files, write }, lookout: async () => blind })("triage", "--json");
  expect(said).toMatch(/where was looked is not kept: .*triage-site.json cannot be read or written: its disk is full/);
  expect(JSON.parse(out)).toMatchObject({ verdict: expect.any(String) as string });
});
