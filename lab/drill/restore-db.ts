import { z } from "zod";
import { lossTold } from "./told-loss.ts";
import { typed, type Stage } from "./stage.ts";
import { stepLog, watched } from "./watched.ts";

const LIMIT_SECONDS = 240;
const source = z.looseObject({ pointInTime: z.string().optional(), resourceId: z.string().optional(), snapshot: z.string().optional() });

/** What `failover restore-db` shows to a program. */
export const choicesShown = z.object({
  status: z.string(),
  choices: z.array(z.object({ number: z.number(), digest: z.string(), title: z.string(), lossSeconds: z.number(), source })),
  passedOver: z.array(z.string()),
  outside: z.union([z.object({ told: z.literal(true), points: z.array(z.object({ backup: z.string(), lossSeconds: z.number() })) }), z.object({ told: z.literal(false), because: z.string() })]),
  likeness: z.array(z.object({ fact: z.string(), from: z.string() })).nullable(),
});

/** What a run tells of itself, as far as a scenario asks. */
export const runTold = z.object({
  run: z.string(),
  outputs: z.looseObject({ "tell-loss": lossTold, "prove-writes": z.object({ oldAnswers: z.literal(false) }), "fence-database": z.looseObject({ fenced: z.boolean() }) }),
});
export type RunTold = z.infer<typeof runTold>;

/** What a person on call does first: look. */
export const lookAtChoices = (stage: Stage): Promise<z.infer<typeof choicesShown>> =>
  stage.act("failover restore-db", 3, async () => choicesShown.parse(JSON.parse(await typed(stage, ["failover", "restore-db", "--json"], { timeoutSeconds: 60 }))));

/** As the person on call does it: look, choose the first, approve. */
export async function restoreOnce(stage: Stage, because: string, how: "to its end" | "killed in the middle" = "to its end"): Promise<RunTold> {
  const shown = await lookAtChoices(stage);
  const [choice] = shown.choices;
  if (choice === undefined) throw new Error("there is nothing to choose");
  stage.say(`        ${shown.status}; ${choice.title}, loses at most ${choice.lossSeconds} s`);
  const argv = ["failover", "restore-db", "--choose", String(choice.number), "--approve", choice.digest, "--because", because];
  const show = { timeoutSeconds: LIMIT_SECONDS, onLine: (line: string) => stage.say(`        ${line}`) };
  if (how === "to its end") await stage.act("failover restore-db --choose 1", 30, () => typed(stage, argv, show));
  else {
    await stage.act("failover restore-db --choose 1, killed while AWS makes the database", 10, () => killedWhileMaking(stage, argv));
    await stage.act("failover resume", 40, () => typed(stage, ["failover", "resume"], show));
  }
  return runTold.parse(JSON.parse(await typed(stage, ["failover", "report", "--json"], { timeoutSeconds: 60 })));
}

/** kill -9 of everything on the operator's machine at one moment; AWS goes on making what it was asked for. */
async function killedWhileMaking(stage: Stage, argv: readonly string[]): Promise<void> {
  const run = watched(stage, argv);
  await run.until("Pulumi at work on the new database", 120, () => (/rds:Instance \S+ creating/.test(stepLog(stage, "restore-instance")) ? true : undefined));
  await stage.operator.killEverything();
  await run.ended;
}

/** Look, approve, and see that the stack it was moved into would change nothing. */
export async function adoptRestored(stage: Stage, run: string): Promise<void> {
  const { digest } = z.object({ digest: z.string() }).parse(JSON.parse(await typed(stage, ["failover", "restore-db", "--adopt", run, "--json"], { timeoutSeconds: 60 })));
  await typed(stage, ["failover", "restore-db", "--adopt", run, "--approve", digest, "--because", "it has proved itself; a rehearsal"], { timeoutSeconds: LIMIT_SECONDS, onLine: (line) => stage.say(`        ${line}`) });
}
