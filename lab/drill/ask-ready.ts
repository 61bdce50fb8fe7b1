import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { LabError } from "../lab-error.ts";
import type { Stage } from "./stage.ts";

export const READY_FILE = "ready.json";
const NOT_READY = 5;

const answer = z.object({ findings: z.array(z.object({ check: z.string(), light: z.enum(["red", "unknown", "amber", "green"]), says: z.string() })) });
export type ReadyAnswer = z.infer<typeof answer>;

/** What is rightly red on a company's first day, and why. */
const firstDay: Readonly<Record<string, string>> = {
  "verified-2": "nobody has decrypted and read a backup yet: that takes a timer's day",
  "verified-3": "nobody has restored a backup yet: that takes a machine that is thrown away",
};

/** What is red though everything was done that a company does on its first day. */
export const unexpectedlyRed = ({ findings }: ReadyAnswer): readonly string[] =>
  findings.filter(({ check, light }) => light === "red" && firstDay[check] === undefined).map(({ check, says }) => `${check}: ${says}`);

/** Asks whether the company is ready while AWS still answers, keeps what was said, and goes on only if nothing is red that the rehearsal could have put right. */
export async function askReady(stage: Stage): Promise<void> {
  await stage.act("failover ready", 5, async () => {
    const { exitCode, stdout, stderr } = await stage.operate(["failover", "ready", "--json"], { timeoutSeconds: 90 });
    await writeFile(join(stage.directory, READY_FILE), stdout);
    if (exitCode !== 0 && exitCode !== NOT_READY) throw new LabError(`'failover ready' ended with ${exitCode}: ${stderr.trim()}`, "it should have said what it sees", `read ${READY_FILE} beside the report`);
    const red = unexpectedlyRed(answer.parse(JSON.parse(stdout)));
    if (red.length > 0) throw new LabError(`'failover ready' finds red what was prepared: ${red.join("; ")}`, "the rehearsal goes on only when the company is ready", `read ${READY_FILE} beside the report`);
  });
}
