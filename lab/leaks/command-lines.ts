import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { deskOf } from "../desk/desk.ts";
import { initOf } from "../desk/machine.ts";
import { mark, type Place } from "../place.ts";
import { turns } from "./turns.ts";

export type CommandLine = { readonly machine: string; readonly line: string };

/** What was seen, how often it was looked, and the end of looking. */
export type CommandLines = { readonly stop: () => { readonly looks: number; readonly lines: readonly CommandLine[] } };

/** What is young is gone soonest. To read them all each time was most of what this process does, and kept it from seeing in time what a scenario waits for. */
const EVERY_MS = 150;
const PID = /^\d+$/;

/** Looks again and again at the command lines of the processes on the operators' machines and the lab's hosts: all of them are open to every user of a machine. */
export function watchCommandLines(place: Place): CommandLines {
  const seen = new Map<string, CommandLine>();
  const others = new Set<string>();
  const whoseTurn = turns();
  let looks = 0;
  const look = () => {
    looks += 1;
    for (const pid of whoseTurn(readdirSync("/proc").filter((entry) => PID.test(entry)), performance.now())) {
      const line = textOf(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();
      if (line === "" || seen.has(line) || others.has(`${pid} ${line}`)) continue;
      const machine = machineOf(place, pid);
      if (machine === undefined) others.add(`${pid} ${line}`);
      else seen.set(line, { machine, line });
    }
  };
  look();
  const timer = setInterval(look, EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return { looks, lines: [...seen.values()] };
    },
  };
}

/** Which of the lab's machines a process runs on: hosts have cgroups of their own, operators' machines a process table. */
function machineOf(place: Place, pid: string): string | undefined {
  const host = new RegExp(`/${mark(place)}([a-z0-9-]+)`).exec(textOf(`/proc/${pid}/cgroup`))?.[1];
  if (host !== undefined) return host;
  const table = linkOf(`/proc/${pid}/ns/pid`);
  return (["operator", "second-operator"] as const).find((name) => {
    const init = initOf(deskOf(place, name));
    return init !== undefined && table !== undefined && linkOf(`/proc/${init}/ns/pid`) === table;
  });
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // it has ended since the look
  }
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
