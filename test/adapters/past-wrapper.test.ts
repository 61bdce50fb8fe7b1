import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { pastWrapper, type Clients } from "../../scripts/adapters/past-wrapper.ts";
import { analyze, asPostgres, contents, localSession } from "../../scripts/core/commands/postgres.ts";

/** A directory of programs as Debian has them: each name leads to the one script, and each version has clients of its own. */
async function debian(versions: readonly string[], { wrapped = true, ports = [] as readonly number[] } = {}): Promise<Clients> {
  const root = await mkdtemp(join(tmpdir(), "clients-"));
  onTestFinished(() => rm(root, { recursive: true }));
  const program = async (path: string): Promise<void> => {
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(path, "#!/bin/sh\n");
    await chmod(path, 0o755);
  };
  const script = join(root, "share/postgresql-common/pg_wrapper");
  await program(script);
  await mkdir(join(root, "bin"));
  for (const name of ["psql", "pg_dump", "pg_restore", "vacuumdb"]) {
    if (wrapped) await symlink(script, join(root, "bin", name));
    else await program(join(root, "bin", name));
    for (const version of versions) await program(join(root, "lib", version, "bin", name));
  }
  const sockets = join(root, "sockets");
  await mkdir(sockets);
  for (const port of ports) for (const name of [`.s.PGSQL.${port}`, `.s.PGSQL.${port}.lock`]) await writeFile(join(sockets, name), "");
  return { path: `${join(root, "nothing-here")}:${join(root, "bin")}`, versions: join(root, "lib"), settings: "/etc/postgresql-common", sockets, clusters: join(root, "etc"), maps: [join(root, ".postgresqlrc"), join(root, "user_clusters")], isTold: false };
}

const remote = (file: string) => ({ file, args: ["--quiet"], env: { PGHOST: "db.example.com" }, timeoutSeconds: 10 });

test("of a server that is named, the newest client is begun, with what the script would have told it", async () => {
  const place = await debian(["9", "17", "16"]);
  for (const file of ["psql", "pg_dump"]) {
    expect(await pastWrapper(remote(file), place)).toEqual({ ...remote(file), file: join(place.versions, "17/bin", file), env: { PGHOST: "db.example.com", PGSYSCONFDIR: "/etc/postgresql-common" } });
  }
});

test("where somebody put a client of their own, that is the one", async () => {
  const place = await debian(["17"], { wrapped: false });
  expect(await pastWrapper(remote("pg_dump"), place)).toEqual(remote("pg_dump"));
});

test("a version without this client is passed over, and without any the script says what is missing", async () => {
  const place = await debian(["16"]);
  await mkdir(join(place.versions, "17"));
  expect((await pastWrapper(remote("psql"), place)).file).toBe(join(place.versions, "16/bin/psql"));
  expect(await pastWrapper(remote("psql"), await debian([]))).toEqual(remote("psql"));
});

test("other programs, and a server that is not named, are left to whoever is on the path", async () => {
  const place = await debian(["17"]);
  for (const command of [remote("age"), remote("pg_restore"), { ...remote("psql"), env: {} }]) expect(await pastWrapper(command, place)).toEqual(command);
  expect(await pastWrapper(remote("psql"), { ...place, path: "" })).toEqual(remote("psql"));
});

test("the server's own user is given the newest psql, and the port of the one server that waits here", async () => {
  const place = await debian(["16", "17"], { ports: [5433] });
  const command = localSession("shop");
  const begun = await pastWrapper(command, place);
  expect(begun.args).toEqual(command.args.map((word) => (word === "psql" ? join(place.versions, "17/bin/psql") : word)));
  expect(begun).toMatchObject({ file: "runuser", env: { ...command.env, PGPORT: "5433", PGSYSCONFDIR: "/etc/postgresql-common" } });
});

test("with no server here, or two, the script knows which is meant", async () => {
  for (const ports of [[], [5432, 5433]]) expect(await pastWrapper(localSession("shop"), await debian(["17"], { ports }))).toEqual(localSession("shop"));
});

test("one that waits beside another that is down is not taken for the one that is meant", async () => {
  const place = await debian(["16", "17"], { ports: [5433] });
  await mkdir(join(place.clusters, "17/main"), { recursive: true });
  expect(await pastWrapper(localSession("shop"), place)).not.toEqual(localSession("shop"));
  await mkdir(join(place.clusters, "16/old"), { recursive: true });
  expect(await pastWrapper(localSession("shop"), place)).toEqual(localSession("shop"));
});

test("whoever began the kit with a server of their own in mind is not overruled", async () => {
  expect(await pastWrapper(localSession("shop"), { ...(await debian(["17"], { ports: [5432] })), isTold: true })).toEqual(localSession("shop"));
});

test("what must be of the server's version is begun at once where there is one version", async () => {
  const [loading, statistics, list] = [asPostgres("pg_restore", ["--dbname=shop", "/dump"], 10), analyze({ database: "shop", jobs: 2, timeoutSeconds: 10 }), contents("/dump")];
  const one = await debian(["17"], { ports: [5432] });
  expect((await pastWrapper(loading, one)).args).toContain(join(one.versions, "17/bin/pg_restore"));
  expect((await pastWrapper(statistics, one)).args).toContain(join(one.versions, "17/bin/vacuumdb"));
  expect(await pastWrapper(list, one)).toEqual({ ...list, file: join(one.versions, "17/bin/pg_restore"), env: { PGSYSCONFDIR: "/etc/postgresql-common" } });
  const two = await debian(["16", "17"], { ports: [5432] });
  for (const command of [loading, statistics, list]) expect(await pastWrapper(command, two)).toEqual(command);
});

test("a database called psql is no program", async () => {
  const command = asPostgres("createdb", ["--", "psql"], 10);
  expect(await pastWrapper(command, await debian(["17"], { ports: [5432] }))).toEqual(command);
});

test("what the settings of libpq are is not overruled", async () => {
  const place = await debian(["17"]);
  const command = { ...remote("psql"), env: { PGHOST: "db.example.com", PGSYSCONFDIR: "/etc/ours" } };
  expect((await pastWrapper(command, place)).env).toEqual(command.env);
});

test.each([0, 1])("where a file says which server is whose, the script reads it (%i); one of comments alone says nothing", async (which) => {
  const place = await debian(["17"], { ports: [5432] });
  const file = place.maps[which] ?? "";
  await writeFile(file, "# USER  GROUP  VERSION  CLUSTER  DATABASE\n\n");
  expect(await pastWrapper(localSession("shop"), place)).not.toEqual(localSession("shop"));
  await writeFile(file, "# see pg_wrapper(1)\n*  *  17  other:5433  *  # for all\n");
  expect(await pastWrapper(localSession("shop"), place)).toEqual(localSession("shop"));
  expect((await pastWrapper(remote("psql"), place)).file).toBe(join(place.versions, "17/bin/psql"));
});

test("where such a file cannot be read, the script may know more", async () => {
  const place = await debian(["17"], { ports: [5432] });
  await mkdir(place.maps[0] ?? "");
  expect(await pastWrapper(localSession("shop"), place)).toEqual(localSession("shop"));
});
