/** One moment by two clocks: one that no one can set but that stands still while the machine is suspended, and one that goes on. */
export type Instant = { readonly monotonicSeconds: number; readonly wallSeconds: number };

/** How long the children may live. */
export type Deadline = { readonly since: Instant; readonly seconds: number };

/** Whether a deadline has passed by either clock: a suspended machine gains no time, nor does one whose clock is set back. */
export function isOver({ since, seconds }: Deadline, now: Instant): boolean {
  return Math.max(now.monotonicSeconds - since.monotonicSeconds, now.wallSeconds - since.wallSeconds) >= seconds;
}

/** What the watchdog knows. `groups` are the process groups of commands under way, for systems that show no environment. */
export type Guard =
  | { readonly at: "guarding"; readonly deadline: Deadline | undefined; readonly groups: readonly number[] }
  | { readonly at: "ending"; readonly isKitGone: boolean; readonly groups: readonly number[] }
  | { readonly at: "released" };

/** Nothing is to be ended before the kit has said how long its children may live. */
export const begin: Guard = { at: "guarding", deadline: undefined, groups: [] };

export type Line =
  | { readonly say: "extend"; readonly deadline: Deadline }
  | { readonly say: "hold off" | "release" }
  | { readonly say: "began" | "collected"; readonly group: number };

/** A line of the protocol. */
export function lineOf(line: Line): string {
  switch (line.say) {
    case "extend":
      return `extend ${line.deadline.seconds} since ${line.deadline.since.monotonicSeconds} ${line.deadline.since.wallSeconds}`;
    case "began":
    case "collected":
      return `${line.say} ${line.group}`;
    case "hold off":
    case "release":
      return line.say;
  }
}

const number = "([0-9]+(?:\\.[0-9]+)?)";
const extending = new RegExp(`^extend ${number}(?: since ${number} ${number})?$`);
const grouping = /^(began|collected) ([1-9][0-9]*)$/;

/** Reads a line; one that makes no sense is none, and the deadline stays. Without `since` an extension counts from now. */
export function parseLine(text: string, now: Instant): Line | undefined {
  if (text === "hold off" || text === "release") return { say: text };
  const [, seconds, monotonic, wall] = extending.exec(text) ?? [];
  if (seconds !== undefined) {
    const since = monotonic === undefined ? now : { monotonicSeconds: Number(monotonic), wallSeconds: Number(wall) };
    return { say: "extend", deadline: { since, seconds: Number(seconds) } };
  }
  const [, say, group] = grouping.exec(text) ?? [];
  return say === undefined ? undefined : { say: say === "began" ? "began" : "collected", group: Number(group) };
}

/** What a line changes. Once over is over: only a new holder may begin again. */
export function hear(guard: Guard, line: Line): Guard {
  if (guard.at === "released") return guard;
  switch (line.say) {
    case "extend":
      return guard.at === "guarding" ? { ...guard, deadline: line.deadline } : guard;
    case "hold off":
      return guard.at === "guarding" ? { ...guard, deadline: undefined } : guard;
    case "release":
      return guard.at === "guarding" ? { at: "released" } : { ...guard, isKitGone: true };
    case "began":
      return { ...guard, groups: [...guard.groups, line.group] };
    case "collected":
      return { ...guard, groups: guard.groups.filter((group) => group !== line.group) };
  }
}

/** The kit is no more: nobody collects its children or renews its lease. */
export const loseKit = (guard: Guard): Guard => (guard.at === "released" ? guard : { at: "ending", isKitGone: true, groups: guard.groups });

/** Time has gone by. */
export function tick(guard: Guard, now: Instant): Guard {
  const isDue = guard.at === "guarding" && guard.deadline !== undefined && isOver(guard.deadline, now);
  return isDue ? { at: "ending", isKitGone: false, groups: guard.groups } : guard;
}

/** What is to be done: a kit that still lives, perhaps frozen, could start another child, so it is watched until it is gone. */
export function duty(guard: Guard): "wait" | "end" | "end and leave" | "leave" {
  switch (guard.at) {
    case "guarding":
      return "wait";
    case "ending":
      return guard.isKitGone ? "end and leave" : "end";
    case "released":
      return "leave";
  }
}
