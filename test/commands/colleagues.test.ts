import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { Exit } from "../../scripts/core/exit.ts";
import { nextEntry, writeLine } from "../../scripts/core/journal-line.ts";
import { entryName } from "../../scripts/core/journal-names.ts";
import { heldByBen } from "../support/held-lease.ts";
import { declared, entriesIn, flat, journalAt, moodyStore, slowStep, team, type Team } from "../support/team.ts";
import { toyStep } from "../support/world.ts";

let here: Team;
beforeEach(async () => {
  here = await team();
});

describe("while a colleague carries a run out", () => {
  test("a second run is refused with who, since when, from where and at which step", async () => {
    const { step, begun, letGo } = slowStep("restore-data");
    const { atAna, atBen } = here.with([step]);
    const run = await declared(atAna);
    const running = atAna("run");
    await begun;
    await here.lease.write({ ...heldByBen(), ...(await here.lease.read()), at: ["restore-data"] });
    for (const command of ["run", "resume"]) {
      const { code, said } = await atBen(command);
      expect(code).toBe(Exit.refused);
      expect(said).toMatch(new RegExp(`LEASE_HELD: ana@laptop is carrying out run ${run} from \\S+ \\(process ${process.pid}\\) since 20\\S+Z; now at restore-data, last heard of 0 s ago`));
    }
    letGo();
    await running;
  });

  test("status from a fresh clone says who drives it, and nothing is left on its disk", async () => {
    const { step, begun, letGo } = slowStep("restore-data");
    const { atAna, atBen } = here.with([step]);
    const run = await declared(atAna);
    const running = atAna("run");
    await begun;
    const { out } = await atBen("status");
    expect(out).toMatch(new RegExp(`Run ${run} is open[^]*driven by ana@laptop from`));
    expect(out).toMatch(/running +restore-data/);
    expect(await readdir(join(here.ben, ".failover")).catch(() => "nothing")).toBe("nothing");
    letGo();
    expect((await running).code).toBe(Exit.ok);
    expect((await atBen("report")).out).toContain(run);
  });

  test("an approval from elsewhere lies in the bucket until the holder takes it up", async () => {
    const { step, begun, letGo } = slowStep("restore-data");
    const { atAna, atBen } = here.with([step, toyStep({ id: "cut-over-dns", approval: "cut-over-dns" })]);
    const run = await declared(atAna);
    const running = atAna("run");
    await begun;
    const { code, said } = await atBen("approve", "cut-over-dns", "--because", "it answers well");
    expect({ code, said: flat(said) }).toEqual({ code: Exit.ok, said: expect.stringContaining(`Recorded in the bucket. Whoever carries run ${run} out goes on with it: ana@laptop is carrying out`) as string });
    expect(Math.max(...said.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    await expect.poll(async () => (await atBen("status")).out, { timeout: 10_000 }).toMatch(/done +cut-over-dns/);
    letGo();
    expect((await running).code).toBe(Exit.ok);
    const approved = (await entriesIn(here.ana, run)).map(({ event }) => event).find((event) => event.type === "decision" && event.decision === "approve:cut-over-dns");
    expect(approved).toMatchObject({ who: "ben@desk", why: "it answers well" });
  });

  test("a declaration elsewhere is refused, with the holder's name", async () => {
    const { step, begun, letGo } = slowStep("restore-data");
    const { atAna, atBen } = here.with([step]);
    await declared(atAna);
    const running = atAna("run");
    await begun;
    await expect(declared(atBen)).rejects.toThrow("LEASE_HELD: ana@laptop is carrying out run");
    letGo();
    await running;
  });
});

describe("what one machine began, another goes on with:", () => {
  test("a fresh clone resumes, and finished steps put their things on this machine again", async () => {
    const recalled: unknown[] = [];
    const done: string[] = [];
    const steps = [
      toyStep({ id: "stand-up", run: async () => (done.push("stand-up"), { address: "10.20.1.1" }), recall: async (_, __, output) => void recalled.push(output) }),
      toyStep({ id: "cut-over-dns", needs: ["stand-up"], approval: "cut-over-dns", run: async () => (done.push("cut-over-dns"), null) }),
    ];
    const { atAna, atBen } = here.with(steps);
    await declared(atAna);
    expect((await atAna("run")).code).toBe(Exit.stopped);
    expect((await atBen("approve", "cut-over-dns", "--because", "it answers")).said).toContain("Recorded. 'failover resume' goes on");
    expect((await atBen("resume")).code).toBe(Exit.ok);
    expect(recalled).toEqual([{ address: "10.20.1.1" }]);
    expect(done).toEqual(["stand-up", "cut-over-dns"]);
    expect((await atAna("status")).out).toContain("is done; plan");
  });

  test("a run that was declared elsewhere is open here too", async () => {
    const { atAna, atBen } = here.with([toyStep({ id: "a" })]);
    const run = await declared(atAna);
    await expect(declared(atBen)).rejects.toThrow(`RUN_ALREADY_OPEN: run ${run} is open`);
  });

  test("a holder who fell silent is taken over with a reason, and only then", async () => {
    const { atAna, atBen } = here.with([toyStep({ id: "restore-data" })]);
    const run = await declared(atAna);
    const ended = { ...heldByBen({ run, epoch: 8 }), holder: { ...heldByBen().holder, who: "carl@phone", host: "phone" } };
    await here.lease.write(ended);
    here.store.pass(40);
    expect(await atBen("resume")).toMatchObject({ code: Exit.refused, said: expect.stringMatching(/LEASE_UNANSWERED: carl@phone began[^]*silent|no sign of life for 40 s; it was at restore-data[^]*--take-over --because "…"', possible in \d+ s/) as string });
    here.store.pass(40);
    expect((await atBen("resume", "--take-over")).said).toContain("REASON_EMPTY");
    expect((await atBen("resume", "--take-over", "--because", "carl's phone lies in the sea")).code).toBe(Exit.ok);
    const taken = (await entriesIn(here.ben, run)).find(({ event }) => event.type === "decision" && event.decision === "take-over");
    expect(taken).toMatchObject({ epoch: 9, event: { who: "ben@desk", why: "carl's phone lies in the sea", what: { epoch: 9, from: { who: "carl@phone" } } } });
    expect((await atAna("resume")).said).toContain(`NO_OPEN_RUN`);
  });

  test("an end that only one machine knew of is brought into the bucket", async () => {
    const { atAna, atBen } = here.with([toyStep({ id: "a" })]);
    const run = await declared(atAna);
    expect((await atAna("run")).code).toBe(Exit.ok);
    const last = here.inBucket(run).at(-1) ?? "";
    here.store.remove("shop-journal", last.slice("shop-journal/".length));
    expect((await atBen("status")).out).toContain("is open");
    expect(flat((await atAna("status")).out)).toContain("1 entries are on this machine only; 'failover resume' brings them into the bucket");
    await atAna("resume");
    expect((await atBen("status")).out).toContain("is done");
  });

  test("abandon from elsewhere says what may be half done", async () => {
    const { atAna, atBen } = here.with([toyStep({ id: "a", run: async () => Promise.reject(new Error("broken")) }), toyStep({ id: "b" })]);
    const run = await declared(atAna);
    const begun = nextEntry(await entriesIn(here.ana, run), { at: "t", epoch: 1 }, { type: "step-begun", step: "b", attempt: 1 });
    await here.store.objects.create("shop-journal", entryName("shop", run, begun.seq), Buffer.from(writeLine(begun)));
    const { code, said } = await atBen("abandon", "--because", "AWS is back");
    expect({ code, said: said.replaceAll(/\s+/g, " ") }).toEqual({ code: Exit.ok, said: expect.stringContaining(`Run ${run} is abandoned. What it did stands as it is; half done may be: b.`) as string });
    expect(Math.max(...said.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    for (const type of [["resume"], ["approve", "b", "--because", "x"], ["approve", "declaration", "--because", "x"]])
      expect(flat((await atAna(...type)).said)).toMatch(new RegExp(`NO_OPEN_RUN: no run is open in \\S+: ${run} ended at \\d{4}-\\d\\d-\\d\\dT[^ ]*Z \\(abandoned\\).*next: 'failover report --run ${run}' shows it; 'failover plan' begins another`));
    expect((await atAna("abandon", "--run", run, "--because", "x")).said).toContain(`RUN_ENDED: run ${run} has ended: abandoned`);
  });
});

describe("after a process that died without letting go", () => {
  test("a new declaration does not begin its journal with a take-over", async () => {
    const { atAna, atBen } = here.with([toyStep({ id: "a" })]);
    const first = await declared(atAna);
    await atAna("abandon", "--because", "a drill");
    const gone = { id: "gone", who: "ana@laptop", host: "laptop", machine: "elsewhere", pid: 1, started: "" };
    await here.lease.write(heldByBen({ run: first, epoch: 5, holder: gone }));
    here.store.pass(100);
    const { digest } = JSON.parse((await atBen("plan", "--json")).out) as { digest: string };
    const { code, out, said } = await atBen("declare", "--approve", digest, "--because", "AWS is dark", "--take-over");
    expect({ code, said }).toMatchObject({ code: Exit.ok });
    expect((await entriesIn(here.ben, out.trim())).map(({ event }) => event.type)).toEqual(["run-begun", "decision"]);
    expect((await atBen("run", "--run", out.trim())).code).toBe(Exit.ok);
  });

  test("a lease whose object somebody removed does not send the journal's epochs back", async () => {
    const { atAna } = here.with([toyStep({ id: "a" }), toyStep({ id: "b", needs: ["a"], approval: "b" })]);
    const run = await declared(atAna);
    await atAna("run");
    here.store.remove("shop-leases", "shop/active-run.json");
    expect((await atAna("approve", "b", "--because", "fine")).code).toBe(Exit.ok);
    expect((await atAna("run")).code).toBe(Exit.ok);
    const epochs = (await entriesIn(here.ana, run)).map(({ epoch }) => epoch);
    expect(epochs).toEqual(epochs.toSorted((a, b) => a - b));
  });
});

describe("two copies that do not tell one story", () => {
  test("are refused, with both named and what each says", async () => {
    const { atAna } = here.with([toyStep({ id: "a" })]);
    const run = await declared(atAna);
    const name = entryName("shop", run, 1);
    here.store.tamper("shop-journal", name, (body) => Buffer.from(body.toString().replace("AWS is dark", "AWS is fine")), { noticed: true });
    const { code, said } = await atAna("run");
    expect(code).toBe(Exit.refused);
    expect(said).toContain(`JOURNAL_COPIES_DIFFER: the copies of the journal of run ${run} do not tell one story:`);
    expect(flat(said)).toMatch(/journal\.jsonl: 2 entries; entry 1 is [^]*AWS is dark[^]*gs:\/\/shop-journal\/shop\/[^]*2 entries; entry 1 is [^]*AWS is fine/);
    expect((await atAna("status")).said).toContain("JOURNAL_COPIES_DIFFER");
    expect(await here.lease.read()).toMatchObject({ state: "released" });
  });

  test("both went on, one of them on a person's word alone: refused, and the way out works", async () => {
    const steps = [toyStep({ id: "a", approval: "a" })];
    const store = moodyStore(here);
    const { atAna, atBen } = here.with(steps, { ofAna: { ledger: store.ledger } });
    const run = await declared(atAna);
    store.mood.isSilent = true;
    expect((await atAna("approve", "a", "--because", "looked", "--local-journal")).code).toBe(Exit.ok);
    expect((await atBen("approve", "a", "--because", "looked too")).code).toBe(Exit.ok);
    store.mood.isSilent = false;
    expect(flat((await atAna("resume")).said)).toMatch(/JOURNAL_COPIES_DIFFER[^]*entry 2 is [^]*local-journal[^]*entry 2 is [^]*approve:a/);
    await rm(journalAt(here.ana, run));
    expect((await atAna("resume")).code).toBe(Exit.ok);
  });
});
