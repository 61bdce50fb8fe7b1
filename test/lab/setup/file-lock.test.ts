import { existsSync } from "node:fs";
import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { whileHolding } from "../../../lab/setup/file-lock.ts";

const times = { beatSeconds: 0.05, staleSeconds: 1.5, patienceSeconds: 15 };
let directory: string;
let lock: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "file-lock-"));
  lock = join(directory, "lock");
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test("never two at once, however many want it", async () => {
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    most = Math.max(most, (inside += 1));
    await sleep(20);
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 8 }, () => whileHolding(lock, work, times)));
  expect(most).toBe(1);
});

test("work that takes longer than the silence of a dead holder keeps its lock", async () => {
  const order: string[] = [];
  const long = whileHolding(lock, async () => void (await sleep(3000), order.push("long")), times);
  await expect.poll(() => existsSync(lock)).toBe(true);
  await Promise.all([long, whileHolding(lock, async () => void order.push("second"), times)]);
  expect(order).toEqual(["long", "second"]);
});

test("the lock of a dead holder is taken over", async () => {
  await writeFile(lock, "");
  await utimes(lock, new Date(0), new Date(0));
  expect(await whileHolding(lock, async () => "done", times)).toBe("done");
});

test("a living holder is waited for only so long, and then named", async () => {
  const isOver = new AbortController();
  const held = whileHolding(lock, () => sleep(60_000, undefined, { signal: isOver.signal }).catch(() => undefined), times);
  await expect.poll(() => existsSync(lock)).toBe(true);
  await expect(whileHolding(lock, async () => "never", { ...times, patienceSeconds: 0.2 })).rejects.toThrow(/another set-up has not finished[\s\S]*why:[\s\S]*next:/);
  isOver.abort();
  await held;
});

test("the lock is free again after work that failed", async () => {
  await expect(whileHolding(lock, () => Promise.reject(new Error("no")), times)).rejects.toThrow("no");
  expect(existsSync(lock)).toBe(false);
});
