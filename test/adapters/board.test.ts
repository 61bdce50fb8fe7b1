import { expect, test } from "vitest";
import { board } from "../../scripts/adapters/board.ts";
import { emulatedScreen } from "../support/screen.ts";

const cover = (text: string): string => text.replaceAll("hunter2", "[secret]");

test("in a pipe each piece of news is a line, with secrets covered", () => {
  const written: string[] = [];
  const rows = board({ write: (text) => written.push(text), size: () => undefined }, cover);
  rows.show(["a row"], "x down  the cache: hunter2");
  rows.close();
  expect(written).toEqual(["x down  the cache: [secret]\n"]);
});

test("on a terminal the rows are drawn anew in their place, never more than it shows, and are gone at the end", async () => {
  const screen = emulatedScreen(40, 6);
  const rows = board(screen, cover);
  rows.show(["one"], "");
  rows.show(["one: hunter2", "two", "three", "four", "five", "six"], "");
  expect(await screen.lines()).toEqual(["one: [secret]", "two", "three", "four"]);
  rows.close();
  expect(await screen.lines()).toEqual([]);
});
