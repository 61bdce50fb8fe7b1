import { elapsedOf, toGoText } from "./live-frame.ts";
import { indented } from "./one-line.ts";
import { promisedText } from "./notices/notice-text.ts";
import { protectionLines } from "./protection.ts";
import { stopwatch } from "./progress-line.ts";
import type { Status } from "./status.ts";

/** Where a run stands, for a person; only commands to copy may be wider than `columns`. */
export function statusText(status: Status, columns: number): string {
  const by = status.declaredBy === null ? "not declared" : `declared by ${status.declaredBy}: ${status.because ?? ""}`;
  const nameWidth = Math.max(...status.steps.map(({ id }) => id.length));
  return [
    ...indented(`Run ${status.run} is ${status.outcome}; plan ${status.planDigest}`, 0, columns),
    ...(status.isDrill ? indented("a drill: only its own team is told", 2, columns) : []),
    ...indented(by, 2, columns),
    ...(status.mode === null ? [] : indented(`mode ${status.mode}`, 2, columns)),
    ...(status.finalExport === null ? [] : indented(status.finalExport, 2, columns)),
    ...(status.outcome === "open" ? indented(status.drivenBy === null ? "no process drives it" : `driven by ${status.drivenBy}`, 2, columns) : []),
    ...status.notes.flatMap((note) => indented(note, 2, columns)),
    "",
    ...status.steps.flatMap((step) => [
      ...indented(`${step.state.padEnd(11)} ${step.id.padEnd(nameWidth)}  ${timesOf(step)}`.trimEnd(), 2, columns),
      ...(step.note === null ? [] : indented(step.note, 14, columns)),
    ]),
    "",
    ...sumLines(status, columns),
    ...protectionLines(status.protection).flatMap((line) => indented(line, 0, columns)),
    ...(status.promised === null ? [] : indented(promisedText(status.promised), 0, columns)),
    `next: ${status.next}`,
  ].join("\n");
}

function timesOf({ state, since, attempts, elapsedSeconds, expectedSeconds }: Status["steps"][number]): string {
  const expected = expectedSeconds ?? undefined;
  const when = since === null ? [] : [`${state === "running" ? "since" : "at"} ${since.slice(11, 19)}Z`];
  const how = elapsedSeconds !== null ? [elapsedOf(elapsedSeconds, expected)] : state === "done" || expected === undefined ? [] : [`takes about ${stopwatch(Math.ceil(expected))}`];
  return [...when, ...how, ...(attempts > 1 ? [`attempt ${attempts}`] : [])].join(", ");
}

function sumLines({ steps, toGo }: Status, columns: number): readonly string[] {
  const done = steps.filter(({ state }) => state === "done").length;
  return indented(`${done} of ${steps.length} steps done${toGo === null || toGo.seconds === 0 ? "" : `, ${toGoText(toGo)}`}`, 0, columns);
}
