import { appendFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { hold } from "../../scripts/adapters/pid-lock.ts";
import { FailoverError } from "../../scripts/core/errors.ts";
import { Exit } from "../../scripts/core/exit.ts";
import { kit, ledgerOf, projectDirectory, type Said } from "../support/kit.ts";
import { variables } from "../support/settings.ts";
import { toyStep } from "../support/world.ts";

const steps = [
  toyStep({ id: "stand-up", title: "Stand the mirror up", preview: () => [{ file: "pulumi", args: ["up"], timeoutSeconds: 1 }] }),
  toyStep({ id: "restore-data", title: "Restore the data", needs: ["stand-up"] }),
  toyStep({ id: "cut-over-dns", title: "Move the names", needs: ["restore-data"], approval: "cut-over-dns" }),
];

let directory: string;
let failover: (...args: readonly string[]) => Promise<Said>;

beforeEach(async () => {
  directory = await projectDirectory();
  failover = kit(directory, steps);
});

const digestOf = async () => (JSON.parse((await failover("plan", "--json")).out) as { digest: string }).digest;
const declare = async (...more: readonly string[]) => failover("declare", "--approve", await digestOf(), "--because", "AWS is dark", ...more);

describe("from plan to report", () => {
  test("a declared plan is carried out, and every decision is kept", async () => {
    const { code, out } = await declare("--pre-approve", "cut-over-dns");
    expect(code).toBe(Exit.ok);
    expect(out).toMatch(/^r\d{8}-\d{6}-[0-9a-f]{4}\n$/);

    const run = await failover("run");
    expect(run).toMatchObject({ code: Exit.ok, out: "" });
    expect(run.said).toContain("begin   stand-up");
    expect(run.said).toContain(`Run ${out.trim()} is done.`);

    const report = JSON.parse((await failover("report", "--json")).out) as Record<string, unknown>;
    expect(report).toMatchObject({
      schema: "failover-kit/run-report/1",
      outcome: "done",
      planDigest: await digestOf(),
      decisions: [{ decision: "declare", who: "ana@laptop", why: "AWS is dark", what: { preApproved: ["cut-over-dns"] } }],
      outputs: { "stand-up": "stand-up is up" },
      criticalPath: ["stand-up", "restore-data", "cut-over-dns"],
      phases: [{ id: "stand-up", attempts: 1 }, { id: "restore-data" }, { id: "cut-over-dns" }],
    });
  });

  test("programs that steps still to do would start are looked for before the first one begins", async () => {
    await mkdir(join(directory, "bin"));
    const bare = { env: { ...variables, PATH: join(directory, "bin") } };
    await declare();
    const refused = await kit(directory, steps, bare)("run");
    expect(refused).toMatchObject({ code: Exit.refused, said: expect.stringContaining("pulumi (https://www.pulumi.com/docs/iac/download-install)") as string });
    expect((await failover("status")).out).toMatch(/waiting +stand-up/);
    await failover("run");
    // What is done is not started again.
    expect((await kit(directory, steps, bare)("resume")).code).toBe(Exit.stopped);
  });

  test("a step nobody approved stops the run until a person says yes", async () => {
    await declare();
    const stopped = await failover("run");
    expect(stopped.code).toBe(Exit.stopped);
    expect(stopped.said).toContain(`next: look, then 'failover approve cut-over-dns --because "…"' and 'failover resume'`);
    expect((await failover("status")).out).toMatch(/asks +cut-over-dns/);

    expect((await failover("approve", "cut-over-dns", "--because", "it answers well")).code).toBe(Exit.ok);
    expect((await failover("resume")).code).toBe(Exit.ok);
    expect((await failover("status")).out).toContain("is done; plan");
  });

  test("a failed step fails the command, says what, why and next, and is tried again by resume", async () => {
    let mended = false;
    const flaky = toyStep({
      id: "flaky",
      run: async () => {
        if (!mended) throw new FailoverError("COMMAND_FAILED", { command: "pulumi up", exitCode: 255, tail: "quota exceeded" });
        return null;
      },
    });
    failover = kit(directory, [flaky, toyStep({ id: "beside" }), toyStep({ id: "after", needs: ["flaky"] })]);
    await declare();
    const failed = await failover("run");
    expect(failed.code).toBe(Exit.failed);
    expect(failed.said).toContain("COMMAND_FAILED: 'pulumi up' exited 255: quota exceeded\n   why: ");
    expect((await failover("status")).out).toMatch(/failed +flaky[^\n]*\n +COMMAND_FAILED[^]*done +beside[^]*waiting +after/);

    mended = true;
    expect((await failover("resume")).code).toBe(Exit.ok);
  });

  test("what nobody foresaw is a failure of its step, not of the kit", async () => {
    failover = kit(directory, [toyStep({ id: "buggy", run: async () => Promise.reject(new TypeError("x is not a function")) })]);
    await declare();
    const failed = await failover("run");
    expect(failed.code).toBe(Exit.failed);
    expect(failed.said).toContain("STEP_BROKE: 'buggy' met something nobody foresaw: x is not a function");
    expect(failed.said).not.toMatch(/\n\s+at /);
    expect((await failover("resume", "--debug")).said).toMatch(/cause: TypeError: x is not a function\n\s+at /);
  });
});

describe("refused, with nothing done:", () => {
  const runs = () => readdir(join(directory, ".failover", "runs")).catch(() => []);

  test("a digest that is not this plan's", async () => {
    const { code, said } = await failover("declare", "--approve", "0123456789ab", "--because", "x");
    expect(code).toBe(Exit.refused);
    expect(said).toContain("PLAN_NOT_APPROVED: you approve plan 0123456789ab, but the plan is");
    expect(await runs()).toEqual([]);
  });

  test("an answer given beforehand to a question nobody asks", async () => {
    const { code, said } = await declare("--pre-approve", "cut-over-dsn");
    expect(code).toBe(Exit.refused);
    expect(said).toContain("APPROVAL_UNKNOWN: 'cut-over-dsn' is nothing that can be approved beforehand");
    expect(await runs()).toEqual([]);
  });

  test("a second run while one is open", async () => {
    const { out } = await declare();
    const { code, said } = await declare();
    expect(code).toBe(Exit.refused);
    expect(said).toContain(`RUN_ALREADY_OPEN: run ${out.trim()} is open`);
  });

  test("a run without a declaration", async () => {
    const { code, said } = await failover("run");
    expect(code).toBe(Exit.refused);
    expect(said).toContain("NO_OPEN_RUN");
  });

  test("what a step says to a person is broken between words within 80 columns, and told whole to a program", async () => {
    const prose = `${"word ".repeat(25)}and then 'failover restore-db --adopt r1', which is never broken.`;
    const speaking = kit(directory, [toyStep({ id: "speak", run: async ({ operator }) => (operator.say(prose), null) })]);
    const { digest } = JSON.parse((await speaking("plan", "--json")).out) as { digest: string };
    await speaking("declare", "--approve", digest, "--because", "x");
    const lines = (await speaking("run")).said.split("\n").map((line) => line.trim());
    const at = lines.findIndex((line) => line.startsWith("word"));
    expect(lines.slice(at, at + 3).join(" ")).toBe(prose);
    expect(lines.slice(at, at + 3).every((line) => line.length <= 80 && !/'failover restore-db$/.test(line))).toBe(true);
  });

  test("a resume after a file of the plan changed", async () => {
    await declare();
    await appendFile(join(directory, "kit/ansible/site.yml"), "# changed\n");
    const { code, said } = await failover("resume");
    expect(code).toBe(Exit.refused);
    expect(said).toContain("PLAN_CHANGED");
    expect(said).not.toContain("version");
    expect(said).toMatch(/compare \S+plan\.txt with what 'failover plan' shows/);
  });

  test("a run that another process drives; status says who", async () => {
    const { out } = await declare();
    const driver = await hold(join(directory, ".failover", "runs", out.trim(), "driver.lock"), new Date());
    const { code, said } = await failover("run");
    expect(code).toBe(Exit.refused);
    expect(said).toContain(`JOURNAL_HELD: another process is at it: process ${process.pid} on`);
    expect((await failover("status")).out).toContain(`driven by process ${process.pid} on`);
    await driver.release();
    expect((await failover("run")).code).toBe(Exit.stopped);
  });

  test("an approval that nothing waits for", async () => {
    await declare();
    expect((await failover("approve", "restore-data", "--because", "x")).said).toContain("APPROVAL_NOT_NEEDED: 'restore-data' is waiting");
    expect((await failover("approve", "restore", "--because", "x")).said).toContain("STEP_UNKNOWN");
  });

  test("a run whose journal was edited", async () => {
    const { out } = await declare();
    const journal = join(directory, ".failover", "runs", out.trim(), "journal.jsonl");
    await writeFile(journal, (await readFile(journal, "utf8")).replace("AWS is dark", "AWS is fine").replace("failover", "holidays"));
    const { code, said } = await failover("run");
    expect(code).toBe(Exit.refused);
    // Where lines end depends on how long this folder's name is.
    expect(said.replaceAll(/\s+/g, " ")).toContain(
      `JOURNAL_COPIES_DIFFER: the copies of the journal of run ${out.trim()} do not tell one story: - ${journal}: journal entry 1: it does not carry the hash of the entry before it - gs://shop-journal/shop/${out.trim()}/entries/: sound, 2 entries`,
    );
  });

  test("a run while a variable it needs is not set; all are named", async () => {
    await declare();
    const { code, said } = await kit(directory, steps, { env: {} })("run");
    expect(code).toBe(Exit.refused);
    expect(said).toContain("cloudflare.token: $CLOUDFLARE_API_TOKEN");
    expect(said).toContain("application.secrets: $SHOP_SESSION_KEY");
    expect(said).not.toContain("EXPORTER_PASSWORD");
  });
});

test("a declaration that died before its decision was on disk is finished by the next one", async () => {
  const run = (await declare()).out.trim();
  const journal = join(directory, ".failover", "runs", run, "journal.jsonl");
  await writeFile(journal, `${(await readFile(journal, "utf8")).split("\n")[0] ?? ""}\n`);
  ledgerOf(directory).remove("shop-journal", `shop/${run}/entries/00000001.json`);
  expect((await failover("run")).said).toContain("NOT_DECLARED");
  expect((await declare()).out.trim()).toBe(run);
  expect((await failover("run")).code).toBe(Exit.stopped);
});

test("a run that is declared by a clock which is days behind is the newest there is, and found by all others", async () => {
  await declare();
  await failover("abandon", "--because", "an exercise");
  const behind = new Date(Date.now() - 3 * 24 * 3600 * 1000);
  failover = kit(directory, steps, { clock: { now: () => behind, sleep: async () => undefined, elapsed: () => 0 } });
  const run = (await declare("--pre-approve", "cut-over-dns")).out.trim();
  expect(JSON.parse((await failover("status", "--json")).out)).toMatchObject({ run, outcome: "open" });
  failover = kit(directory, steps);
  expect((await declare()).said).toContain("RUN_ALREADY_OPEN");
  expect((await failover("run")).said).toContain(`Run ${run} is done.`);
});

test("asked to stop, it lets nothing new begin and says how to go on", async () => {
  const stop = new AbortController();
  const stopping = toyStep({ id: "long", run: async () => (stop.abort(), Promise.reject(new Error("cut short"))) });
  failover = kit(directory, [stopping, toyStep({ id: "after", needs: ["long"] })], { stop: stop.signal });
  await declare();
  const { code, said } = await failover("run");
  expect({ code, failed: said.includes("STEP_BROKE") }).toEqual({ code: Exit.stopped, failed: false });
  expect(said).toContain("can be resumed: 'failover resume'");
  expect(said.split("\n").filter((line) => /^(Stop|Work|within)/.test(line) && line.length > 80)).toEqual([]);
  expect(said.indexOf("Stopping: nothing more begins")).toBeLessThan(said.indexOf("can be resumed"));
  expect(said.match(/Stopping/g)).toHaveLength(1);
  expect((await failover("status")).out).toMatch(/interrupted +long[^]*waiting +after/);
});
