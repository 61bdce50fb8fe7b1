import { createHash, randomBytes } from "node:crypto";
import { appendFile, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { disk } from "../../scripts/adapters/disk.ts";
import { crc32cOf } from "../../scripts/core/crc32c.ts";

let directory = "";
beforeAll(async () => void (directory = await mkdtemp(join(tmpdir(), "disk-"))));
afterAll(() => rm(directory, { recursive: true }));

test("a file larger than a chunk has the sums of its bytes", async () => {
  const bytes = randomBytes(2_500_000);
  await writeFile(join(directory, "file"), bytes);
  expect(await disk.digest(join(directory, "file"))).toEqual({ bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex"), crc32c: crc32cOf(bytes) });
});

/** Counts how often it, or what came of it, is asked to tell of its end. */
class Asked<T> extends Promise<T> {
  static times = 0;
  override then<A = T, B = never>(...how: Parameters<Promise<T>["then"]>): Promise<A | B> {
    Asked.times += 1;
    return super.then(...how) as Promise<A | B>;
  }
}

describe("a file that is followed", () => {
  let own = "";
  beforeAll(async () => void (own = await mkdtemp(join(tmpdir(), "followed-"))));
  afterAll(() => rm(own, { recursive: true }));
  const read = async (path: string, whole: Promise<unknown>, seen: (bytes: number) => void = () => undefined): Promise<Buffer> => {
    let all = Buffer.alloc(0);
    for await (const chunk of disk.follow(path, whole)) {
      all = Buffer.concat([all, chunk]);
      seen(all.length);
    }
    return all;
  };

  test("is read to its end however it grew, though it was not there at first", async () => {
    const path = join(own, "growing");
    const parts = Array.from({ length: 5 }, (_, n) => randomBytes(n * 150_000 + 1));
    let end = (): void => undefined;
    let seen = 0;
    const reading = read(path, new Promise<void>((resolve) => (end = resolve)), (bytes) => (seen = bytes));
    let written = 0;
    for (const part of parts) {
      await appendFile(path, part);
      written += part.length;
      const upTo = written;
      await vi.waitFor(() => expect(seen).toBe(upTo), 15_000);
    }
    await appendFile(path, "the last words");
    end();
    expect((await reading).equals(Buffer.concat([...parts, Buffer.from("the last words")]))).toBe(true);
  });

  test("is not read to an end when its writer has failed", async () => {
    const path = join(own, "failing");
    await writeFile(path, "half of it");
    let fail = (): void => undefined;
    const whole = new Promise<void>((_, reject) => (fail = () => reject(new Error("the dump has failed"))));
    await expect(read(path, whole, () => fail())).rejects.toThrow("the dump has failed");
    await expect(read(path, Promise.reject(new Error("at once")))).rejects.toThrow("at once");
  });

  test("leaves nothing behind at each look, though a writer may take all day", async () => {
    const path = join(own, "slow");
    await writeFile(path, "all that comes for a while");
    let end = (): void => undefined;
    const reading = read(path, new Asked<void>((resolve) => (end = resolve)));
    await setTimeout(700);
    expect(Asked.times).toBeLessThan(4);
    end();
    await reading;
  });

  test("must be there once it is said to be whole", async () => {
    await expect(read(join(own, "never"), Promise.resolve())).rejects.toThrow("ENOENT");
  });
});

test("a private directory is its owner's only, and lists its files without those below", async () => {
  const path = join(directory, "a", "b");
  await disk.makePrivate(join(path, "c"));
  await writeFile(join(path, "z"), "");
  await writeFile(join(path, "a"), "");
  expect((await stat(path)).mode & 0o777).toBe(0o700);
  expect(await disk.files(path)).toEqual(["a", "z"]);
});

test("what is not there can be removed as well", async () => {
  await disk.remove(join(directory, "a"));
  await disk.remove(join(directory, "a"));
  expect(await disk.files(directory)).toEqual(["file"]);
});

test("a directory is removed though somebody still puts files into it for a moment", async () => {
  const path = join(directory, "busy");
  await disk.makePrivate(path);
  let until = Number.POSITIVE_INFINITY;
  const writing = (async () => {
    for (let n = 0; Date.now() < until; n += 1) await writeFile(join(path, `${n}`), "").catch(() => undefined);
  })();
  await vi.waitUntil(async () => (await disk.files(path)).length > 10, 15_000);
  until = Date.now() + 60;
  await disk.remove(path);
  await writing;
  await expect(disk.files(path)).rejects.toThrow("ENOENT");
});

test("there is some room left", async () => {
  expect(await disk.freeBytes(directory)).toBeGreaterThan(0);
});
