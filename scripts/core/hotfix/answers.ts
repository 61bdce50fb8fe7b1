import { z } from "zod";
import { readHealth } from "../health.ts";
import { jsonIn } from "../json-in.ts";
import type { Look } from "./gate.ts";
import type { HotfixSettings } from "./settings.ts";

const counters = z.object({ requests: z.number().int().nonnegative(), failed: z.number().int().nonnegative() });
const UNSENT = "000";

/** What a host asks itself, in this order: its health, each probe, its counters. */
export const urlsOf = ({ port, healthPath }: { readonly port: number; readonly healthPath: string }, { probes, countersPath }: HotfixSettings): readonly string[] =>
  [healthPath, ...probes.map(({ path }) => path), ...(countersPath === undefined ? [] : [countersPath])].map((path) => `http://127.0.0.1:${port}${path}`);

/** For each address one line: what came, and behind it the status, in base64. A body may hold anything. */
export const ASK_ALL = `for url; do curl --silent --max-time 5 --write-out '\\n%{http_code}' "$url" | base64 --wrap=0; echo; done`;

/** What a host's answers say, as one look. */
export function lookIn(stdout: string, after: number, settings: HotfixSettings): Look {
  const answers = stdout.split("\n").filter((line) => line !== "").map(decoded);
  const [health, ...rest] = answers;
  if (health === undefined || answers.length < 1 + settings.probes.length) return { after, unseen: "the host did not say what its service answers" };
  const read = readHealth(health);
  const healthy = "ok" in read ? read.ok : false;
  const says = "ok" in read ? (read.ok ? "well" : "it says itself that it is not well") : health.status === Number(UNSENT) ? "no answer" : read.unreadable;
  const probes = settings.probes.map(({ path, status }, index) => {
    const answered = rest[index]?.status;
    return { path, failed: answered === status ? undefined : answered === undefined || answered === Number(UNSENT) ? "no answer" : `status ${answered}` };
  });
  return { after, healthy, says, probes, counters: settings.countersPath === undefined ? undefined : counters.safeParse(jsonIn(answers.at(-1)?.body ?? "")).data };
}

function decoded(line: string): { readonly status: number; readonly body: string } {
  const text = Buffer.from(line, "base64").toString("utf8");
  const at = text.lastIndexOf("\n");
  return { status: Number(text.slice(at + 1)) || Number(UNSENT), body: text.slice(0, Math.max(0, at)) };
}
