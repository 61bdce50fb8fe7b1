import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pipelineNamed } from "../../scripts/pipeline/pipelines.ts";
import type { Shell } from "../../scripts/ports.ts";
import { kit, projectDirectory } from "../support/kit.ts";

test("the command that a hotfix of a branch says to type is of the very plan it shows", async () => {
  const directory = await projectDirectory();
  await appendFile(join(directory, "failover.yaml"), 'hotfix:\n  build: { repository: ., command: "make release", artifact: shop.mjs }\n');
  const shell: Shell = { run: async () => ({ exitCode: 0, stdout: "ab".repeat(20), stderr: "" }) };
  const failover = kit(directory, [], { shell, pipeline: async (name) => pipelineNamed(name) });

  const shown = (await failover("hotfix", "--ref", "release branch")).out;
  const [, typed = "", digest] = /failover hotfix (.*) --side aws --approve (\w+)/.exec(shown) ?? [];
  expect(typed).toBe("--ref 'release branch'");
  const again = (await failover("hotfix", "--ref", "release branch", "--json")).out;
  expect((JSON.parse(again) as { digest: string }).digest).toBe(digest);
});

test("a hotfix that is not said what it is made of, or twice, is a typing mistake", async () => {
  const failover = kit(await projectDirectory(), [], { pipeline: async (name) => pipelineNamed(name) });
  expect(await failover("hotfix")).toMatchObject({ code: 2, said: expect.stringContaining("HOTFIX_OF_NOTHING") as string });
  expect(await failover("hotfix", "--ref", "x", "--artifact", "y")).toMatchObject({ code: 2 });
});
