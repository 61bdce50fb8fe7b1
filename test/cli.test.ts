import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FailoverError } from "../scripts/core/errors.ts";
import { Exit } from "../scripts/core/exit.ts";
import { kit, projectDirectory } from "./support/kit.ts";

const nowhere = await mkdtemp(join(tmpdir(), "no-project-"));

test("--help fits a small terminal and names every command of the day", async () => {
  const { code, out, said } = await kit(nowhere, [])("--help");
  expect({ code, said }).toEqual({ code: Exit.ok, said: "" });
  for (const verb of ["init", "env", "plan", "declare", "run", "resume", "approve <step>", "status", "report", "inventory"]) expect(out).toContain(`failover ${verb}`);
  expect(out).not.toContain("agent");
  expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
});

test.each([[[]], [["paln"]], [["plan", "--forse"]], [["plan", "drill"]], [["declare", "--override", "anything"]], [["approve"]], [["inventory", "--stack", "azure"]]])(
  "%j is a usage mistake: exit 2, one line and where to look",
  async (args) => {
    const { code, out, said } = await kit(nowhere, [])(...args);
    expect({ code, out }).toEqual({ code: Exit.usage, out: "" });
    expect(said).toMatch(/'failover (\w+ )?--help' shows how it is used\.\n$/);
    expect(said).not.toMatch(/\n\s+at /);
  },
);

test.each([
  [["status", "--local", "--run", "a", "--run", "b"], "--run can be given once only"],
  [["status", "--local", "--project", ".", "--project", ".."], "--project can be given once only"],
  [["plan", "--mode", "graceful", "--mode", "graceful"], "--mode can be given once only"],
  [["approve", "open-writes", "--because", "it answers", "--because", "it does"], "--because can be given once only"],
  [["report", "--local", "--run"], "Not enough arguments following: run"],
  [["restore-db", "--fact"], "Not enough arguments following: fact"],
  [["triage", "--watch", "--every", "soon"], "--every wants a number"],
  [["objects", "compare", "--sample"], "Not enough arguments following: sample"],
])("%j is a usage mistake that names the option", async (args, mistake) => {
  const { code, out, said } = await kit(await projectDirectory(), [])(...args);
  expect({ code, out, said }).toEqual({ code: Exit.usage, out: "", said: `${mistake}\n'failover ${args[0] ?? ""} --help' shows how it is used.\n` });
});

test("what is a list may be given in several parts, and a switch twice", async () => {
  const { said } = await kit(await projectDirectory(), [])("notify", "--set", "a=b", "--set", "c", "--state", "x", "--drill", "--drill");
  expect(said).toContain("--set c: write a variable's name");
});

test("a decision without a reason is a usage mistake", async () => {
  const project = await projectDirectory();
  for (const args of [["declare", "--approve", "0"], ["approve", "open-writes"]]) {
    const { code, said } = await kit(project, [])(...args, "--because", " ");
    expect(code).toBe(Exit.usage);
    expect(said).toContain("REASON_EMPTY");
  }
});

test.each([
  [["declare", "--forse"], "failover declare --help"],
  [["--debug", "objects"], "failover objects --help"],
  [["--project", "declare", "nonsense"], "failover --help"],
  [[], "failover --help"],
])("after %j a person is led to the help that has its options: %s", async (args, help) => {
  const { said } = await kit(nowhere, [])(...args);
  expect(said).toContain(`'${help}' shows how it is used.`);
});

test("a command that does not exist is called one", async () => {
  const { said } = await kit(nowhere, [])("nonsense");
  expect(said).toBe("Unknown command: nonsense\n'failover --help' shows how it is used.\n");
});

test("a refusal is three lines: code and what, why, next", async () => {
  const { code, said } = await kit(nowhere, [])("plan");
  expect(code).toBe(Exit.refused);
  expect(said.replace(nowhere, "<here>")).toMatchInlineSnapshot(`
    "PROJECT_NOT_FOUND: no failover.yaml in <here> or above it
       why: it holds what the kit must know about your service
      next: go to your project's directory, or name it with --project; a new one begins with a copy of the kit's failover.example.yaml
    "
  `);
});

test("the project is found upwards, or where --project says", async () => {
  const directory = await projectDirectory();
  expect((await kit(join(directory, "kit", "ansible"), [])("plan", "--json")).code).toBe(Exit.ok);
  expect((await kit(nowhere, [])("plan", "--json", "--project", directory)).code).toBe(Exit.ok);
  expect((await kit(directory, [])("plan", "--project", join(directory, "kit"))).code).toBe(Exit.refused);
});

test("a failure that was expected is no refusal: exit 1", async () => {
  const failed = new FailoverError("COMMAND_FAILED", { command: "pulumi up", exitCode: 1, tail: "" });
  expect((await kit(await projectDirectory(), [], { pipeline: async () => Promise.reject(failed) })("plan")).code).toBe(Exit.failed);
});

test("an unexpected error keeps its stack and is not dressed up as a refusal", async () => {
  const broken = kit(await projectDirectory(), [], { pipeline: async () => Promise.reject(new Error("disk full")) });
  const { code, said } = await broken("plan");
  expect(code).toBe(Exit.failed);
  expect(said).toMatch(/Error: disk full\n\s+at /);
});

test("env prints what a bare pulumi needs, ready for a shell", async () => {
  const { out } = await kit(await projectDirectory(), [])("env");
  expect(out).toContain("export PULUMI_BACKEND_URL='gs://shop-state'\n");
  expect(out).toContain("export PULUMI_CONFIG_PASSPHRASE_FILE='/keys/passphrase'\n");
  expect(out).toContain("export STORAGE_EMULATOR_HOST='127.0.0.1:4443'\n");
});
