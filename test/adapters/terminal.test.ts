import { expect, test } from "vitest";
import { terminal } from "../../scripts/adapters/terminal.ts";

function screen(columns: number | undefined) {
  let seconds = 100;
  const written: string[] = [];
  const view = terminal({ write: (text) => written.push(text), columns: () => columns }, () => seconds);
  return { view, pass: (more: number) => void (seconds += more), text: () => written.join("") };
}

test("in a pipe: a line at each beginning and end, and now and then one between", () => {
  const { view, pass, text } = screen(undefined);
  view.began("stand-up", "Stand the mirror up", 1);
  pass(3);
  view.progress("stand-up", "creating the network");
  pass(9);
  view.progress("stand-up", "creating the database");
  view.progress("stand-up", "creating the hosts");
  pass(50.25);
  view.ended("stand-up", "done");
  view.began("restore-data", "Restore the data", 2);
  view.ended("restore-data", "done already");
  view.ended("verify-data", "failed", "3 rows are missing");
  view.close();
  expect(text()).toMatchInlineSnapshot(`
    "  0:00  begin   stand-up            Stand the mirror up
      0:12          stand-up            creating the database
      1:02  done    stand-up            62.3 s
      1:02  begin   restore-data        Restore the data (attempt 2)
      1:02  done    restore-data        already as it should be
      1:02  failed  verify-data         3 rows are missing
    "
  `);
});

test("on a terminal: running steps are redrawn below what is said, and nothing is left of them", () => {
  const { view, pass, text } = screen(40);
  view.began("stand-up", "Stand the mirror up", 1);
  pass(65);
  view.progress("stand-up", "creating a database with a very long name");
  view.progress("stand-up", " ");
  view.say("a line");
  view.ended("stand-up", "done");
  view.close();
  expect(text()).not.toMatch(/stand-up *\n/);
  const lines = text().split("\n");
  expect(Math.max(...lines.map((line) => line.replaceAll(/\u001b\[\d*[AJ]/g, "").length))).toBeLessThanOrEqual(40);
  expect(shownOn(text())).toEqual(["a line", "  1:05  done    stand-up            65.…"]);
});

test("never colours anything", () => {
  const { view, text } = screen(80);
  view.began("a", "A", 1);
  view.ended("a", "failed", "broken");
  view.close();
  expect(text()).not.toMatch(/\u001b\[[0-9;]*m/);
});

/** What a person sees in the end: cursor-up-and-erase carried out. */
function shownOn(text: string): readonly string[] {
  const lines: string[] = [""];
  for (const [, up, line, newline] of text.matchAll(/\u001b\[(\d+)A\u001b\[J|([^\u001b\n]+)|(\n)/g)) {
    if (up !== undefined) lines.splice(lines.length - 1 - Number(up), Infinity, "");
    else if (newline !== undefined) lines.push("");
    else lines.push(`${lines.pop() ?? ""}${line ?? ""}`);
  }
  return lines.slice(0, -1);
}
