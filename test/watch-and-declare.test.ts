import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, expect, test } from "vitest";
import { answeringServer } from "./support/answering-server.ts";
import { bucketServer } from "./support/bucket-server.ts";
import { certificateIn } from "./support/certificate.ts";
import { projectDirectory } from "./support/kit.ts";
import { onLoopback } from "./support/loopback.ts";
import { variables } from "./support/settings.ts";
import { createServer } from "node:http";

const MINUTES = 0.1;
const PROBE_KEY = "a key of at least thirty-two characters";

const begun: Running[] = [];
const closing: (() => Promise<void>)[] = [];
let directory = "";
let bucket: Awaited<ReturnType<typeof bucketServer>>;
let isOut = false;
let origin = "";

/** The company, a bucket, a service with a switch, and an agent at another place: each a process or a server of its own. */
beforeEach(async () => {
  isOut = false;
  directory = await projectDirectory();
  bucket = await bucketServer([], { pageSize: 1000 });
  const ticking = setInterval(() => (bucket.clock.seconds = Date.now() / 1000), 20);
  const service = await onLoopback(createServer((_, response) => response.writeHead(isOut ? 503 : 200).end()));
  const reference = await answeringServer({ status: 204, body: "" });
  origin = service.origin;
  closing.push(async () => clearInterval(ticking), bucket.close, service.close, reference.close);
  const { certificate, key } = await certificateIn(directory);
  const agent = failover("agent-probe", "--listen", "127.0.0.1:0", "--certificate", certificate, "--certificate-key", key);
  const port = await said(agent, /127\.0\.0\.1:(\d+)/);
  const settings = (await readFile(join(directory, "failover.yaml"), "utf8")).replace("http://127.0.0.1:4443", bucket.origin);
  await writeFile(join(directory, "failover.yaml"), settings);
  await appendFile(
    join(directory, "failover.yaml"),
    `watch:
  everySeconds: 1
  timeoutSeconds: 2
  targets: [${origin}/healthz]
  aws: [${origin}/]
  references: [${reference.origin}/]
  agents: [{ name: frankfurt, url: "https://127.0.0.1:${port}", certificate: ${certificate}, key: $FAILOVER_PROBE_KEY }]
declaration:
  locations: { minutes: ${MINUTES} }
  gate: { hours: ${(MINUTES * 60 + 2) / 3600} }
`,
  );
});

afterEach(async () => {
  for (const one of begun.splice(0)) one.kill("SIGKILL");
  for (const close of closing.splice(0)) await close();
});

const start = (...args: readonly string[]) =>
  execa(process.execPath, ["--import", "tsx", join(import.meta.dirname, "..", "scripts", "bin.ts"), ...args], {
    cwd: join(import.meta.dirname, ".."),
    env: { ...variables, FAILOVER_PROBE_KEY: PROBE_KEY },
    reject: false,
  });
type Running = ReturnType<typeof start>;

function failover(...args: readonly string[]): Running {
  const running = start(...args);
  begun.push(running);
  running.stderr.on("data", (chunk: Buffer) => words.set(running, (words.get(running) ?? "") + chunk.toString()));
  return running;
}
const inProject = (...args: readonly string[]) => failover(...args, "--project", directory);

/** All that a process has said on standard error. */
const words = new Map<Running, string>();

async function said(running: Running, wanted: RegExp): Promise<string> {
  for (const until = Date.now() + 60_000; Date.now() < until; await new Promise((next) => setTimeout(next, 50))) {
    const found = wanted.exec(words.get(running) ?? "");
    if (found !== null) return found[1] ?? found[0];
  }
  throw new Error(`it never said ${String(wanted)}: ${words.get(running) ?? ""}`);
}

type Status = { readonly rules: readonly { readonly rule: string; readonly says: string; readonly since: string | null; readonly alreadySeconds: number }[]; readonly disaster: string; readonly gate: string };
const status = async (): Promise<Status> => JSON.parse((await inProject("watch", "--status", "--json")).stdout) as Status;
/** The rule as soon as its time has begun: the second place may say "down" a round after the first. */
async function begunRule(name: string): Promise<Status["rules"][number]> {
  for (const until = Date.now() + 60_000; Date.now() < until; ) {
    const found = (await status()).rules.find(({ rule }) => rule === name);
    if (found !== undefined && found.since !== null) return found;
  }
  throw new Error(`the rule ${name} never began`);
}

test("an outage is seen from two places, a kill -9 of the watch does not begin the count anew, and the declaration is allowed once the rules are met", { timeout: 120_000 }, async () => {
  const watch = inProject("watch");
  await said(watch, /frankfurt: UP/);
  isOut = true;
  await said(watch, /frankfurt: DOWN/);
  const seen = await begunRule("locations");
  const declare = async () => {
    const { digest } = JSON.parse((await inProject("plan", "--json")).stdout) as { digest: string };
    return inProject("declare", "--approve", digest, "--because", "AWS is gone");
  };
  watch.kill("SIGKILL");
  const killedAt = Date.now();
  const again = inProject("watch");
  await said(again, /rule gate: met/);
  const { rules, disaster, gate } = await status();
  expect([disaster, gate]).toEqual(["met", "met"]);
  const locations = rules.find(({ rule }) => rule === "locations");
  expect(locations?.since).toBe(seen.since);
  expect(Date.parse(locations?.since ?? "")).toBeLessThan(killedAt);

  const declared = await declare();
  expect(declared.stderr).not.toMatch(/NO_DISASTER/);
  expect(declared.stderr).toMatch(/lease|is open/i);
});
