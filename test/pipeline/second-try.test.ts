import { expect, test } from "vitest";
import { WORK_DIRECTORY } from "../../scripts/core/restore-job.ts";
import { pathlessFunctions } from "../../scripts/core/second-try.ts";
import { restoreBackup } from "../../scripts/pipeline/restore/restore-backup.ts";
import { job, POST_DATA, restoreWorld } from "../support/restore-world.ts";

const lostName = "pg_restore: from TOC entry 12; 1259 9 INDEX by_slug shop\npg_restore: error: could not execute query: ERROR:  function strip(text) does not exist";
const wentOn = { exitCode: 1, stdout: lostName, stderr: "pg_restore: warning: errors ignored on restore: 1" };
const pathless = { [pathlessFunctions]: [{ name: "app.slug(text)" }] };

test("what calls a function that names no path is made in a second try, with the source's path as long as it lasts, and noted in the database", async () => {
  const { ports, source, ran, files } = await restoreWorld({ commands: { "failover-rest.list.again": {}, "failover-rest.list": wentOn }, answers: pathless });
  expect(await restoreBackup(ports, job)).toMatchObject({ state: "done" });
  expect(files.written.get(`${WORK_DIRECTORY}/0/failover-rest.list.again`)).toBe(POST_DATA);
  expect(ran.filter((line) => line.includes("failover-rest.list.again"))).toHaveLength(1);
  const said = source.said.map((one) => one.trim()).filter((one) => /^ALTER FUNCTION|ANALYZE|second_try/.test(one));
  expect(said).toEqual([
    "ALTER FUNCTION app.slug(text) SET search_path TO 'shop', 'public', 'pg_temp'",
    expect.stringContaining("ANALYZE"),
    "ALTER FUNCTION app.slug(text) RESET search_path",
    expect.stringMatching(/^CREATE TABLE failover_kit\.second_try/),
    expect.stringContaining("true, NULL"),
  ]);
});

test("an object that cannot be made in two tries costs no restore: it is noted with its reason", async () => {
  const { ports, source } = await restoreWorld({ commands: { "failover-rest.list": wentOn }, answers: pathless });
  expect(await restoreBackup(ports, job)).toMatchObject({ state: "done" });
  expect(source.said.filter((one) => one.includes("INSERT INTO failover_kit.second_try"))).toEqual([expect.stringContaining("function strip(text) does not exist', false")]);
});

test.each([
  ["rows are missing after it", { ...wentOn, stdout: lostName.replace("INDEX by_slug", "TABLE DATA posts") }, "TABLE DATA posts shop: ERROR: function strip(text) does not exist"],
  ["it fails for another reason", [wentOn, { ...wentOn, stdout: `${lostName}\npg_restore: from TOC entry 13; 2606 8 FK CONSTRAINT f shop\npg_restore: error: could not execute query: ERROR:  violates foreign key` }], "FK CONSTRAINT f shop: ERROR: violates foreign key"],
  ["pg_restore did not go on to its end", { ...wentOn, stderr: "server closed the connection" }, "server closed the connection"],
])("a second try does not make whole what is not: %s", async (_, answers, reason) => {
  const { ports, status } = await restoreWorld({ commands: { "failover-rest.list": answers }, answers: pathless });
  await expect(restoreBackup(ports, job)).rejects.toThrow(reason);
  expect(status()).toMatchObject({ state: "failed" });
});

test("statistics that call such a function are gathered with the path", async () => {
  const { ports, source } = await restoreWorld({ commands: { vacuumdb: [{ exitCode: 1, stderr: "ERROR:  function strip(text) does not exist" }, {}] }, answers: pathless });
  expect(await restoreBackup(ports, job)).toMatchObject({ state: "done" });
  expect(source.said).toContain("ALTER FUNCTION app.slug(text) RESET search_path");
});
