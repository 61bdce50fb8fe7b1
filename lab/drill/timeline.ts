import type { Phase } from "./report.ts";

const WIDTH = 40;
const NAME = 20;

/** Phases as bars on one time axis, at most 80 columns wide; a step on the critical path is drawn solid. */
export function drawPhases(phases: readonly Phase[], criticalPath: readonly string[]): string {
  if (phases.length === 0) return "(no step ran)";
  const starts = phases.map((p) => Date.parse(p.startedAt));
  const zero = Math.min(...starts);
  const total = Math.max(...phases.map((p, i) => (starts[i] ?? zero) - zero + p.seconds * 1000), 1);
  const column = (ms: number) => Math.min(WIDTH - 1, Math.floor((ms / total) * WIDTH));
  const rows = phases.map((phase, i) => {
    const from = (starts[i] ?? zero) - zero;
    const [left, right] = [column(from), column(from + phase.seconds * 1000)];
    const mark = criticalPath.includes(phase.id) ? "#" : "-";
    const bar = " ".repeat(left) + mark.repeat(Math.max(1, right - left));
    return `${phase.id.padEnd(NAME)} |${bar.padEnd(WIDTH)}| ${phase.seconds.toFixed(1).padStart(6)} s`;
  });
  const axis = `${"".padEnd(NAME)} 0${`${(total / 1000).toFixed(1)} s`.padStart(WIDTH + 1)}`;
  return [...rows, axis, `${"".padEnd(NAME)} # on the critical path   - beside it`].join("\n");
}
