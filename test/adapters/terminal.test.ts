import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { terminal } from "../../scripts/adapters/terminal.ts";
import { emulatedScreen } from "../support/screen.ts";

// The emulated screen needs the other timers itself.
beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] }));
afterEach(() => void vi.useRealTimers());

const nowSeconds = () => Date.now() / 1000;
const pass = (seconds: number) => void vi.advanceTimersByTime(seconds * 1000);
const outlook = {
  graph: [{ id: "stand-up", needs: [] }, { id: "choose-backup", needs: [] }, { id: "restore-data", needs: ["stand-up", "choose-backup"] }],
  done: new Set<string>(),
  expectedSeconds: new Map([["stand-up", 20], ["choose-backup", 2], ["restore-data", 30]]),
};

describe("in a pipe", () => {
  function pipe() {
    const written: string[] = [];
    const view = terminal({ write: (text) => written.push(text), size: () => undefined, ellipsis: "…" }, nowSeconds);
    return { view, text: () => written.join("") };
  }

  test("a line at each beginning and end, and now and then one between", () => {
    const { view, text } = pipe();
    view.began("stand-up", "Stand the mirror up", 1);
    pass(3);
    view.progress("stand-up", "creating the network");
    pass(9);
    view.progress("stand-up", "creating the database");
    view.progress("stand-up", "creating the hosts");
    pass(20.25);
    view.ended("stand-up", "done");
    view.began("restore-data", "Restore the data", 2);
    view.ended("restore-data", "done already");
    view.ended("verify-data", "failed", "3 rows are missing");
    view.close();
    expect(text()).toMatchInlineSnapshot(`
      "  0:00  begin   stand-up            Stand the mirror up
        0:12          stand-up            creating the database
        0:32  done    stand-up            32.3 s
        0:32  begin   restore-data        Restore the data (attempt 2)
        0:32  done    restore-data        already as it should be
        0:32  failed  verify-data         3 rows are missing
      "
    `);
  });

  test("a step that says nothing gives a sign of life every 30 seconds, with the newest it said", () => {
    const { view, text } = pipe();
    view.expect(outlook);
    view.began("stand-up", "Stand the mirror up", 1);
    view.began("restore-data", "Restore the data", 1);
    pass(29);
    view.progress("restore-data", "rows");
    view.progress("restore-data", "indexes");
    pass(45);
    view.ended("stand-up", "done");
    view.ended("restore-data", "done");
    pass(600);
    view.close();
    expect(text()).toMatchInlineSnapshot(`
      "  0:00  begin   stand-up            Stand the mirror up
        0:00  begin   restore-data        Restore the data
        0:29          restore-data        rows
        0:30          stand-up            0:30 of about 0:20: Stand the mirror up
        0:59          restore-data        0:59 of about 0:30: indexes
        1:00          stand-up            1:00 of about 0:20: Stand the mirror up
        1:14  done    stand-up            74.0 s
        1:14  done    restore-data        74.0 s
      "
    `);
  });

  test("what others printed cannot clear the screen or break a line", () => {
    const { view, text } = pipe();
    view.say("COMMAND_FAILED: \u001b[2J\u001b[Hquota\n   why: \u001b]0;x\u0007…");
    view.progress("stand-up", "a\nb");
    expect(text()).toBe("COMMAND_FAILED: quota\n   why: …\n  0:00          stand-up            a b\n");
  });
});

describe("on a terminal", () => {
  function person(columns: number, rows: number) {
    const screen = emulatedScreen(columns, rows);
    return { screen, view: terminal({ write: screen.write, size: screen.size, ellipsis: "…" }, nowSeconds) };
  }

  test("running steps stand below what is said, each with its time and the expected one, and nothing is left of them", async () => {
    const { screen, view } = person(80, 24);
    view.say("Plan 0123 is approved.");
    view.expect(outlook);
    view.began("stand-up", "Stand the mirror up", 1);
    view.began("choose-backup", "Choose the backup", 1);
    pass(2);
    view.ended("choose-backup", "done");
    pass(10.5);
    view.progress("stand-up", "creating \u001b[31mthe hosts");
    pass(1);
    expect((await screen.lines()).join("\n")).toMatchInlineSnapshot(`
      "Plan 0123 is approved.
        0:02  done    choose-backup       2.0 s

        stand-up  0:13 of about 0:20  creating the hosts
        1 of 3 steps done, 0:13 elapsed, about 0:37 to go"
    `);

    view.ended("stand-up", "done");
    view.began("restore-data", "Restore the data", 1);
    pass(40);
    expect((await screen.lines()).slice(-3).join("\n")).toMatchInlineSnapshot(`
      "
        restore-data  0:39 of about 0:30  Restore the data
        2 of 3 steps done, 0:53 elapsed, 0:03 later than expected"
    `);

    view.ended("restore-data", "failed", "no space left");
    view.close();
    view.say("resume with 'failover resume'");
    expect((await screen.lines()).join("\n")).toMatchInlineSnapshot(`
      "Plan 0123 is approved.
        0:02  done    choose-backup       2.0 s
        0:13  done    stand-up            13.5 s
        0:53  failed  restore-data        no space left
      resume with 'failover resume'"
    `);
  });

  test("a line as wide as allowed stays one line, wide characters and all", async () => {
    const { screen, view } = person(60, 10);
    view.began("restore-data", "字".repeat(100), 1);
    view.began("stand-up", "x".repeat(100), 1);
    for (let second = 0; second < 5; second += 1) pass(1);
    expect(await screen.lines()).toEqual(["", `  restore-data  0:05  ${"字".repeat(18)}…`, `  stand-up      0:05  ${"x".repeat(36)}…`, "  0 done, 0:05 elapsed"]);
  });

  test("more steps than rows neither scroll nor pile up", async () => {
    const { screen, view } = person(60, 6);
    for (const step of ["a", "b", "c", "d", "e", "f", "g", "h"]) view.began(step, step, 1);
    for (let second = 0; second < 5; second += 1) pass(1);
    expect(await screen.lines()).toEqual(["  a  0:05  a", "  b  0:05  b", "  c  0:05  c", "  and 5 more at work", "  0 done, 0:05 elapsed"]);
  });

  test.each([[100, 24, 60, 10], [60, 10, 100, 24], [80, 24, 80, 4], [120, 24, 41, 24], [100, 30, 45, 8]])("from %d x %d to %d x %d between two drawings, nothing stale is left", async (columns, rows, newColumns, newRows) => {
    const { screen, view } = person(columns, rows);
    view.began("restore-data", "x".repeat(200), 1);
    view.began("stand-up", "y".repeat(200), 1);
    pass(1);
    await screen.resize(newColumns, newRows);
    pass(1);
    const lines = (await screen.lines()).filter((line) => line !== "");
    expect(lines.map((line) => line.slice(0, 22))).toEqual(["  restore-data  0:02  ", "  stand-up      0:02  ", "  0 done, 0:02 elapsed"]);
    expect(lines.every((line) => line.length < newColumns)).toBe(true);
  });

  test("a window made narrow and wide again loses nothing of what was said", async () => {
    const { screen, view } = person(80, 24);
    view.began("stand-up", "x".repeat(200), 1);
    view.say("A line of 54 characters, which a window of 50 will fold.");
    pass(1);
    await screen.resize(50, 12);
    pass(1);
    await screen.resize(100, 30);
    pass(1);
    expect((await screen.lines()).map((line) => line.slice(0, 20))).toEqual(["A line of 54 charact", "", "  stand-up  0:03  xx", "  0 done, 0:03 elaps"]);
  });

  test("each drawing is one write, so that nothing flickers, and a step that never stops speaking is drawn ten times a second at most", () => {
    const written: string[] = [];
    const view = terminal({ write: (text) => written.push(text), size: () => ({ columns: 80, rows: 24 }), ellipsis: "…" }, nowSeconds);
    view.began("stand-up", "Stand the mirror up", 1);
    for (let tenth = 0; tenth < 1000; tenth += 1) {
      view.progress("stand-up", `line ${tenth}`);
      pass(0.001);
    }
    view.close();
    expect(written.length).toBeLessThanOrEqual(14);
    expect(written.every((text) => !/\u001b\[J[^]*\u001b\[\d+A/.test(text))).toBe(true);
  });

  test("never colours anything", () => {
    const written: string[] = [];
    const view = terminal({ write: (text) => written.push(text), size: () => ({ columns: 80, rows: 24 }), ellipsis: "…" }, nowSeconds);
    view.began("a", "A", 1);
    view.ended("a", "failed", "broken");
    view.close();
    expect(written.join("")).not.toMatch(/\u001b\[[0-9;]*m/);
  });

  test("nothing ticks before a step begins nor after the view is closed", () => {
    const { view } = person(80, 24);
    expect(vi.getTimerCount()).toBe(0);
    view.began("a", "A", 1);
    expect(vi.getTimerCount()).toBe(1);
    view.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
