import { expect, test } from "vitest";
import { fenceSourceGracefully } from "../../../scripts/steps/graceful/fence-source.ts";
import { closed, graceful, quiet, source, without } from "../../support/graceful-world.ts";

test("the application is told first, then the database is closed by its owner, and what is counted as exporter proves that it is still", async () => {
  const { ports, ran, orders } = source();
  expect(await fenceSourceGracefully.run(ports, graceful())).toMatchObject({ fenced: true, exporter: "10.10.32.9", writes: quiet, because: [expect.stringContaining("shop: a new session is read-only; 3 sessions were ended") as string, expect.anything(), expect.anything()] });
  expect(orders).toEqual([{ what: "refuse-writes", databases: ["shop"], spare: ["exporter"] }, { what: "count-writes", databases: ["shop"], seconds: 2 }]);
  const told = ran.findIndex((line) => line.includes("sudo tee /etc/shop/mode"));
  expect(told).toBeGreaterThan(-1);
  expect(told).toBeLessThan(ran.findIndex((line) => line.includes("agent-database")));
});

test("an application host that cannot be told is no hole while the database itself refuses", async () => {
  const { ports } = source();
  const deaf = { ...ports, tcp: { connect: async () => ({ failed: "no answer" }) } };
  expect(await fenceSourceGracefully.run(deaf, graceful())).toMatchObject({ fenced: true, because: expect.arrayContaining([expect.stringContaining("no answer")]) as unknown });
});

test("rows that an ended session counted late are waited for, and seen to stop", async () => {
  const { ports, orders } = source({ writes: [{ ...quiet, meanwhile: 4, ended: 1 }, quiet] });
  expect(await fenceSourceGracefully.run(ports, graceful())).toMatchObject({ fenced: true });
  expect(orders.filter(({ what }) => what === "count-writes")).toHaveLength(2);
});

test("while transactions end, no row is seen and yet nothing is believed until every session has told what it wrote", async () => {
  const { ports, orders } = source({ writes: [{ ...quiet, ended: 1 }] });
  expect(await fenceSourceGracefully.run(ports, graceful())).toMatchObject({ fenced: true });
  expect(orders.flatMap((order) => (order.what === "count-writes" ? [order.seconds] : []))).toEqual([2, 2, 12]);
  const late = source({ writes: [{ ...quiet, ended: 1 }, { ...quiet, ended: 1 }, { ...quiet, ended: 1, meanwhile: 5 }] });
  await expect(fenceSourceGracefully.run(late.ports, graceful())).rejects.toMatchObject({ code: "SOURCE_NOT_STILL" });
});

test.each<[string, Parameters<typeof source>[0], string]>([
  ["somebody goes on writing", { writes: [{ ...quiet, meanwhile: 4, ended: 1 }] }, "4 rows were written within a moment"],
  ["the exporter exports a database that its owner may not enter", { writes: [{ ...quiet, databases: [...quiet.databases, { name: "billing", writes: 1, shape: "" }] }] }, "billing was not closed"],
  ["the database is another role's", { closed: { ...closed, databases: [{ name: "shop", refuses: false, because: "another role owns it" }] } }, "shop takes writes: another role owns it"],
  ["the database is silent", { closed: "silent" }, "the database could not be closed, or not be asked"],
  ["nobody knows where the exporter stands", { outputs: "{}" }, "nobody can tell where the exporter stands: the aws stack has no outputs"],
])("while %s the run stops, with both ways to go on; a person may choose to go on without", async (_, world, why) => {
  const stopped = fenceSourceGracefully.run(source(world).ports, graceful());
  await expect(stopped).rejects.toMatchObject({ code: "SOURCE_NOT_STILL", advice: { what: expect.stringContaining(why) as string, next: expect.stringContaining("failover resume --without final-export") as string } });
  expect(await fenceSourceGracefully.run(source(world).ports, graceful({ decisions: without }))).toMatchObject({ fenced: why.startsWith("the database could not"), writes: null, because: expect.arrayContaining([expect.stringContaining(why)]) as unknown });
});

test("sessions that may not be ended are told, and hold nothing up", async () => {
  const { ports } = source({ closed: { ...closed, left: [{ role: "reporting", sessions: 2 }] } });
  expect(await fenceSourceGracefully.run(ports, graceful())).toMatchObject({ fenced: true, because: expect.arrayContaining([expect.stringContaining("2 sessions of reporting")]) as unknown });
});

test("the plan shows what is typed, and no password", () => {
  const shown = JSON.stringify(fenceSourceGracefully.preview(graceful()));
  expect(shown).toContain("agent-database");
  expect(shown).not.toContain("not-for-printing");
});
