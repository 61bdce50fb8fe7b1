import { FailoverError } from "../core/errors.ts";
import { Exit } from "../core/exit.ts";
import { otherMode, pipelineOf, type Mode } from "../core/graceful/mode.ts";
import { lossByPointText } from "../core/loss-by-point.ts";
import { indented } from "../core/one-line.ts";
import { lossByPoint } from "../pipeline/loss-by-point.ts";
import { makePlan } from "../pipeline/make-plan.ts";
import { openProject, type Project } from "../pipeline/project.ts";
import type { World } from "../world.ts";
import type { BookOptions } from "./plan-book.ts";
import type { Handler } from "./row.ts";

/** Prints what a failover would do, its digest, and beside it what each recovery point would lose now; or the whole plan as a book. */
export const handler: Handler<BookOptions & { book: boolean; mode: Mode }> = async ({ project: named, book, ...options }, world) => {
  for (const option of ["output", "format"] as const) if (!book && options[option] !== undefined) throw new FailoverError("BOOK_NOT_ASKED", { option: `--${option}`, typed: options[option] });
  const project = await openProject(named, world);
  return book ? (await import("./plan-book.ts")).printBook(project, options, world) : printPlan(project, options, world);
};

async function printPlan(project: Project, { json, mode }: Pick<BookOptions, "json"> & { readonly mode: Mode }, world: World) {
  const { text, digest, steps } = await makePlan(project, world, { pipeline: pipelineOf[mode] });
  if (json) {
    const rows = steps.map(({ id, title, needs, approval }) => ({ id, title, needs, approval: approval ?? null }));
    world.print(JSON.stringify({ schema: "failover-kit/plan/1", mode, digest, steps: rows, text, recoveryPoints: await lossByPoint(project, world, world.stop) }, null, 2));
    return Exit.ok;
  }
  // The plan is there whatever the bucket does.
  world.print(text);
  const { columns } = world.paper();
  const say = (text: string) => world.print(["", ...indented(text, 0, columns)].join("\n"));
  if (mode === "graceful") say("Nothing that is written before the fence is lost. Should the last export not be made, a person may go on without it:");
  world.print(`\n${lossByPointText(await lossByPoint(project, world, world.stop), columns)}`);
  const answers = steps.flatMap(({ approval }) => approval ?? []).join(",");
  say(`This is the ${mode} plan; 'failover plan --mode ${otherMode[mode]}' is the other, and 'failover declare' says which of them the source allows now.`);
  world.print(["", "To carry it out:", `  failover declare --approve ${digest} \\`, ...(answers === "" ? [] : [`    --pre-approve ${answers} \\`]), '    --because "…"', "  failover run"].join("\n"));
  return Exit.ok;
}
