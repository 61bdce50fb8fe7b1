import { expect, test } from "vitest";
import { FailoverError } from "../../scripts/core/errors.ts";
import { declarationSection } from "../../scripts/core/watch-settings.ts";
import { freeze } from "../../scripts/steps/freeze.ts";
import { show } from "../../scripts/core/commands/command.ts";
import type { CommandResult } from "../../scripts/ports.ts";
import type { Context } from "../../scripts/steps/step.ts";
import { settings } from "../support/settings.ts";
import { silentPorts, MemoryJournal } from "../support/world.ts";

const said: string[] = [];
const operator = { say: (line: string) => void said.push(line), progress: () => undefined };
const context = (command: string | undefined) => ({ settings: { ...settings(), ...(command === undefined ? {} : { declaration: declarationSection.parse({ freeze: { command, limitSeconds: 60 } }) }) }, projectDirectory: "/srv/shop" }) as unknown as Context;
const ports = (answer: () => Promise<CommandResult>) => ({ ...silentPorts({ journal: new MemoryJournal(), clock: { now: () => new Date(), elapsed: () => 0, sleep: async () => undefined }, operator }), journal: new MemoryJournal(), shell: { run: answer } });

test("the company's own command is what the plan shows, and what is run", async () => {
  expect(freeze.preview(context("./freeze.sh --all")).map(show)).toEqual(["/bin/sh -c './freeze.sh --all'"]);
  expect(await freeze.run(ports(async () => ({ exitCode: 0, stdout: "", stderr: "" })), context("./freeze.sh"))).toEqual({ frozen: true });
});

test("without one the run goes on, and the report says that nobody froze anything", async () => {
  expect(freeze.preview(context(undefined))).toEqual([]);
  expect(await freeze.run(ports(async () => Promise.reject(new Error("not asked"))), context(undefined))).toMatchObject({ frozen: false });
});

test("one that fails, or hangs, holds up nobody", async () => {
  expect(await freeze.run(ports(async () => ({ exitCode: 7, stdout: "", stderr: "", said: "no such job" })), context("x"))).toEqual({ frozen: false, because: "the command exited 7: no such job" });
  const late = new FailoverError("COMMAND_TIMED_OUT", { command: "x", timeoutSeconds: 60, tail: "" });
  expect(await freeze.run(ports(async () => Promise.reject(late)), context("x"))).toMatchObject({ frozen: false, because: expect.stringMatching(/had not finished after 60 s/) as unknown });
});

test("when the kit is told to stop, it stops", async () => {
  const stopped = new FailoverError("COMMAND_STOPPED", { command: "x" });
  await expect(freeze.run(ports(async () => Promise.reject(stopped)), context("x"))).rejects.toBe(stopped);
});
