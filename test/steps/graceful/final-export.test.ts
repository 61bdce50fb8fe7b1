import { expect, test } from "vitest";
import { FailoverError } from "../../../scripts/core/errors.ts";
import { chooseFinalExport } from "../../../scripts/steps/graceful/choose-backup.ts";
import { finalExport } from "../../../scripts/steps/graceful/final-export.ts";
import { backupName, keyPair, manifestOf, signed } from "../../support/backups.ts";
import { fenced, graceful, quiet, RUN, source, without } from "../../support/graceful-world.ts";

const older = { id: "20261123T060000Z-000001", snapshotAt: "2026-11-23T06:00:00.000Z" };
const begins = (ran: readonly string[]) => ran.filter((line) => line.includes("sudo sh -s -- failover-final-export-"));

test("it is made by a unit of the exporter's host, as the exporter and for this run, and nothing was written meanwhile", async () => {
  const { ports, ran, said } = source();
  expect(await finalExport.check(ports, graceful())).toBeUndefined();
  expect(await finalExport.run(ports, graceful())).toMatchObject({ exported: true, id: backupName, writtenSince: 0 });
  expect(begins(ran)).toHaveLength(1);
  expect(begins(ran)[0]).toContain(`failover-final-export-${RUN}-1 failover-export 3600`);
  expect(ran.findIndex((line) => line.includes("systemctl stop failover-export"))).toBeLessThan(ran.findIndex((line) => line.includes("sudo sh -s -- failover-final-export-")));
  const others = ran.findIndex((line) => line.includes("systemctl stop") && line.includes("failover-final-export-*.service"));
  expect(others, "an abandoned run's export may be at work still, and holds the exporter's lock").toBeGreaterThan(-1);
  expect(others).toBeLessThan(ran.findIndex((line) => line.includes("sudo sh -s -- failover-final-export-")));
  expect(said.join()).toContain("nothing was written from the fence to its end: it holds everything");
});

test("the world is asked first: a signed manifest that names this run is the export, whoever was killed", async () => {
  const { ports, made, ran } = source();
  await made(null, older);
  await made("r20261125-000000-0000", { id: "20261123T070000Z-000002" });
  expect(await finalExport.check(ports, graceful())).toBeUndefined();
  await made();
  expect(await finalExport.check(ports, graceful({ attempt: 2 }))).toMatchObject({ exported: true, id: backupName });
  expect(begins(ran)).toEqual([]);
});

test("one that somebody else has signed in this run's name is none", async () => {
  const { ports, store } = source();
  const { bytes, signature } = signed(manifestOf({ forRun: RUN }), keyPair());
  await store.objects.create("shop-exports", `shop/${backupName}/manifest.sig`, signature);
  await store.objects.create("shop-exports", `shop/${backupName}/manifest.json`, bytes);
  expect(await finalExport.check(ports, graceful())).toBeUndefined();
});

test("a resumed run follows the unit that an earlier attempt has begun; one that failed is begun anew", async () => {
  const running = source({ units: { 1: "running" } });
  expect(await finalExport.run(running.ports, graceful({ attempt: 2 }))).toMatchObject({ exported: true });
  expect(begins(running.ran)).toEqual([]);
  const failed = source({ units: { 1: "end exit-code exited 1" } });
  await finalExport.run(failed.ports, graceful({ attempt: 2 }));
  expect(begins(failed.ran)[0]).toContain(`${RUN}-2`);
});

test.each<[string, Parameters<typeof source>[0], string]>([
  ["the unit fails", { follow: "end exit-code exited 1" }, "failed"],
  ["the host falls silent", { follow: "broken" }, "could not be followed for 6"],
  ["there is no exporter", { service: "User=\nWorkingDirectory=\n" }, "has no service failover-export"],
  ["it ends well and leaves nothing", { makes: async () => undefined }, "no signed manifest in shop-exports names this run"],
])("when %s the run stops within its time, and says how to go on without", async (_, world, why) => {
  await expect(finalExport.run(source(world).ports, graceful())).rejects.toMatchObject({ code: "FINAL_EXPORT_FAILED", advice: { what: expect.stringContaining(why) as string, next: expect.stringContaining("failover resume --without final-export --because") as string } });
});

test("a person may go on without it, and their name and reason stay with the run", async () => {
  const { ports, ran } = source({ follow: "broken" });
  expect(await finalExport.run(ports, graceful({ decisions: without }))).toEqual({ exported: false, because: "ana@laptop chose to go on without it: AWS went dark" });
  expect(ran).toEqual([]);
});

test("our own stopping says nothing of the export", async () => {
  const { ports } = source();
  const stopped = { ...ports, shell: { run: async () => Promise.reject(new FailoverError("COMMAND_STOPPED", { command: "ssh" })) } };
  await expect(finalExport.run(stopped, graceful())).rejects.toMatchObject({ code: "COMMAND_STOPPED" });
});

test.each<[string, Parameters<typeof source>[0], number | null]>([
  ["rows that somebody wrote after the fence are told", { writes: [{ ...quiet, databases: [{ name: "shop", writes: 268, shape: "a" }] }] }, 3],
  ["where the source has gone dark since, nobody claims anything", { writes: ["silent"] }, null],
])("%s", async (_, world, writtenSince) => {
  const { ports, said } = source(world);
  expect(await finalExport.run(ports, graceful())).toMatchObject({ exported: true, writtenSince });
  expect(said.join()).not.toContain("it holds everything");
});

test("without a count at the fence nothing is claimed either", async () => {
  const { ports } = source();
  expect(await finalExport.run(ports, graceful({ outputs: { "fence-source": { ...fenced, writes: null } } }))).toMatchObject({ writtenSince: null });
});

const exported = { exported: true, id: backupName, snapshotAt: "2026-11-23T08:07:00.000Z", bytes: 6, writtenSince: 0, notes: [] };
const left = { exported: false, because: "ana@laptop chose to go on without it: AWS went dark" };

test("the last export is chosen, and no newer one", async () => {
  const { ports, made, said } = source();
  await made();
  await made(null, { id: "20261123T093000Z-00000f", snapshotAt: "2026-11-23T09:30:00.000Z" });
  expect(await chooseFinalExport.run(ports, graceful({ outputs: { "final-export": exported } }))).toMatchObject({ id: backupName, refused: [] });
  expect(said.join()).toContain("the last export");
});

test("one that is damaged or gone is not passed over quietly: the run stops, and a person may go on without", async () => {
  const { ports, made, store } = source();
  await made(null, older);
  await expect(chooseFinalExport.run(ports, graceful({ outputs: { "final-export": exported } }))).rejects.toMatchObject({ code: "FINAL_EXPORT_UNSOUND", advice: { what: expect.stringContaining("not there any more") as string } });
  await made();
  store.remove("shop-exports", `shop/${backupName}/data/000000.age`);
  await expect(chooseFinalExport.run(ports, graceful({ outputs: { "final-export": exported } }))).rejects.toMatchObject({ code: "FINAL_EXPORT_UNSOUND", advice: { what: expect.stringContaining("is missing") as string } });
  await expect(chooseFinalExport.run(ports, graceful({ outputs: { "final-export": exported }, decisions: without }))).rejects.toMatchObject({ code: "NO_SOUND_BACKUP" });
});

test("where a person went on without, the newest sound one is chosen as ever", async () => {
  const { ports, made } = source();
  await made(null, older);
  expect(await chooseFinalExport.run(ports, graceful({ outputs: { "final-export": left }, decisions: without }))).toMatchObject({ id: older.id });
});
