import { writeSync } from "node:fs";
import type { Readable } from "node:stream";
import { setImmediate as unreadOrders, setTimeout as wait } from "node:timers/promises";
import { ofHolder } from "../core/mark.ts";
import type { Patience } from "../core/marked.ts";
import { begin, duty, hear, loseKit, parseLine, tick, type Guard } from "../core/watchdog.ts";
import { instant } from "./instant.ts";
import { endMarked } from "./marked-processes.ts";
import { lineSplitter } from "./output.ts";
import { endGroups } from "./process-groups.ts";
import { livingProcesses } from "./process-table.ts";

const TICK_SECONDS = 0.2;
const LOOK_AGAIN_SECONDS = 1;

export type Post = { readonly mark: string; readonly patience: Patience; readonly orders: Readable };

/** Keeps watch over one holder's processes until its kit releases it, or is gone and they are too. */
export async function standGuard({ mark, patience, orders }: Post): Promise<void> {
  // It leaves when the kit does, and not before: neither with the terminal nor by Ctrl-C.
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => undefined);
  let guard: Guard = begin;
  const split = lineSplitter((text) => {
    const line = parseLine(text, instant());
    if (line !== undefined) guard = hear(guard, line);
  });
  orders.setEncoding("utf8").on("data", split.push);
  for (const end of ["end", "close", "error"]) orders.on(end, () => (guard = loseKit(guard)));
  say("ready");

  for (let told = false; ; ) {
    await wait(TICK_SECONDS * 1000);
    // Whoever was halted for a while finds its timer due and its orders unread: those count first.
    await unreadOrders();
    guard = tick(guard, instant());
    if (duty(guard) === "leave") break;
    if (duty(guard) === "wait") continue;
    if (!told) say("over");
    told = true;
    // Asked before the search: what a kit started just before it died may bear its mark only after the first look.
    const isLast = duty(guard) === "end and leave";
    const isClear = await endAll(mark, patience, guard);
    if (isClear && isLast) break;
    if (isClear) await wait(LOOK_AGAIN_SECONDS * 1000);
  }
  orders.destroy();
}

/** To a kit that may be gone: then nobody needs to know, and its end of the pipe must not be ours. */
function say(line: "ready" | "over"): void {
  try {
    writeSync(process.stdout.fd, `${line}\n`);
  } catch {
    // The watch goes on.
  }
}

async function endAll(mark: string, patience: Patience, guard: Guard): Promise<boolean> {
  if (livingProcesses() !== undefined) return (await endMarked(ofHolder(mark), patience)).left.length === 0;
  if (guard.at === "ending") await endGroups(guard.groups, patience);
  return true;
}
