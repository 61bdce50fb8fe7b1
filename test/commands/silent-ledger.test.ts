import { setTimeout as wait } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { clock } from "../../scripts/adapters/clock.ts";
import { FailoverError } from "../../scripts/core/errors.ts";
import { Exit } from "../../scripts/core/exit.ts";
import { heldByBen } from "../support/held-lease.ts";
import { kit } from "../support/kit.ts";
import { declared, entriesIn, moodyStore, team, type Team } from "../support/team.ts";
import { toyStep } from "../support/world.ts";

let here: Team;
beforeEach(async () => {
  here = await team();
});

describe("while the ledger gives no answer", () => {
  test("everything can be done on a person's word, and is brought together later", async () => {
    const store = moodyStore(here);
    const { atAna, atBen } = here.with([toyStep({ id: "a" }), toyStep({ id: "b", needs: ["a"], approval: "b" })], { ofAna: { ledger: store.ledger } });
    store.mood.isSilent = true;
    const { digest } = JSON.parse((await atAna("plan", "--json")).out) as { digest: string };
    expect(await atAna("declare", "--approve", digest, "--because", "dark")).toMatchObject({ code: Exit.failed, said: expect.stringMatching(/LEASE_UNREADABLE: nobody can tell[^]*'failover declare --local-journal/) as string });
    const { code, out } = await atAna("declare", "--approve", digest, "--because", "dark", "--local-journal");
    expect(code).toBe(Exit.ok);
    expect((await atAna("run")).said).toContain("LEASE_UNREADABLE");
    expect((await atAna("abandon", "--because", "x")).said).toContain("'failover abandon --local-journal");
    expect((await atAna("run", "--local-journal", "--because", "I am alone")).code).toBe(Exit.stopped);
    expect((await atAna("status")).out.replaceAll(/\s+/g, " ")).toMatch(/the object store at \S+ gave no answer.*\. This is what this machine knows/);
    expect((await atAna("approve", "b", "--because", "looked", "--local-journal")).code).toBe(Exit.ok);
    expect((await atAna("resume", "--local-journal", "--because", "I am alone")).code).toBe(Exit.ok);
    expect((await atBen("status")).said).toContain("NO_OPEN_RUN");

    store.mood.isSilent = false;
    expect((await atAna("resume")).said).toContain("NO_OPEN_RUN");
    expect((await atBen("status")).out).toContain(`Run ${out.trim()} is done`);
    expect((await atBen("report", "--json")).out).toContain("local-journal");
  });

  test("status shows what this machine knows, also to somebody who is not signed in at the store", async () => {
    const { atAna } = here.with([toyStep({ id: "a", approval: "a" })]);
    const run = await declared(atAna);
    const stranger = async () => Promise.reject(new FailoverError("STORE_NOT_SIGNED_IN", { endpoint: "https://store", reason: "no default credentials" }));
    const { objects } = here.store;
    const unsigned = here.with([toyStep({ id: "a", approval: "a" })], { ofAna: { ledger: async () => ({ ...objects, look: stranger, folders: stranger, list: stranger }) } });
    const { code, out } = await unsigned.atAna("status");
    expect({ code, isShown: out.includes(`Run ${run} is open`) && out.includes("no valid credential") }).toEqual({ code: Exit.ok, isShown: true });
  });

  test("whoever knows of no run, and cannot ask the bucket, is not told that there is none", async () => {
    const store = moodyStore(here);
    const { atAna, atBen } = here.with([toyStep({ id: "a", approval: "a" })], { ofBen: { ledger: store.ledger } });
    await declared(atAna);
    store.mood.isSilent = true;
    for (const command of [["status"], ["report"], ["approve", "a", "--because", "x"]]) expect((await atBen(...command)).said).toMatch(/STORE_SILENT/);
    store.mood.isSilent = false;
    expect((await atBen("status")).out).toContain("is open");
  });

  test("a decision that the bucket does not have yet is not called recorded when a person has had enough", async () => {
    const store = moodyStore(here);
    const stop = new AbortController();
    const { atAna } = here.with([toyStep({ id: "a", approval: "a" })], { ofAna: { ledger: store.ledger, stop: stop.signal } });
    const run = await declared(atAna);
    const quiet = kit(here.ana, [toyStep({ id: "a", approval: "a" })], {
      stop: stop.signal,
      ledger: async () => {
        const objects = await store.ledger();
        return { ...objects, create: async (...args) => { store.mood.isSilent = true; setTimeout(() => stop.abort(), 50); return objects.create(...args); } };
      },
    });
    const { code, said } = await quiet("approve", "a", "--because", "looked");
    expect(code).toBe(Exit.stopped);
    expect(said).toContain(`NOT_YET_SHARED: what you decided about run ${run} is written on this machine only`);
    store.mood.isSilent = false;
  });

  test("one lost answer does not let a second run be opened", async () => {
    const store = moodyStore(here);
    const { atAna, atBen } = here.with([toyStep({ id: "a" })], { ofBen: { ledger: async () => {
      const objects = await store.ledger();
      return { ...objects, folders: async () => Promise.reject(new FailoverError("STORE_SILENT", { endpoint: "https://store", tried: 1, reason: "lost" })) };
    } } });
    await declared(atAna);
    await expect(declared(atBen)).rejects.toThrow("STORE_SILENT");
  });
});

describe("Ctrl-C", () => {
  const heldByCarl = (run: string) => heldByBen({ run, epoch: 8, holder: { ...heldByBen().holder, who: "carl@phone", host: "phone" } });

  test("while waiting for a silent holder's time to run out, it is no bug and changes nothing", async () => {
    const stop = new AbortController();
    const { atAna } = here.with([toyStep({ id: "a" })]);
    const run = await declared(atAna);
    await here.lease.write(heldByCarl(run));
    const waiting = kit(here.ana, [toyStep({ id: "a" })], { stop: stop.signal, clock: clock(stop.signal) })("resume", "--take-over", "--because", "gone");
    await wait(100);
    stop.abort();
    const { code, said } = await waiting;
    expect(said).not.toContain("bug");
    expect(code).toBe(Exit.stopped);
    expect(await here.lease.read()).toEqual(heldByCarl(run));
  });

  test("what a step had finished by then is written down", async () => {
    const stop = new AbortController();
    const finishing = toyStep({ id: "finishing", run: async () => (stop.abort(), "finished all the same") });
    const { atAna } = here.with([finishing, toyStep({ id: "after", needs: ["finishing"] })], { ofAna: { stop: stop.signal, clock: clock(stop.signal) } });
    const run = await declared(atAna);
    expect((await atAna("run")).code).toBe(Exit.stopped);
    expect((await entriesIn(here.ana, run)).at(-1)?.event).toEqual({ type: "step-done", step: "finishing", output: "finished all the same" });
    expect(here.inBucket(run)).toHaveLength((await entriesIn(here.ana, run)).length);
    expect(await here.lease.read()).toMatchObject({ state: "released" });
  });
});
