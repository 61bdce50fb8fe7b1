import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateIdentity } from "age-encryption";
import { beforeEach, expect, test } from "vitest";
import { Exit } from "../scripts/core/exit.ts";
import { Secret } from "../scripts/core/secret.ts";
import { succeed } from "../scripts/steps/succeed.ts";
import type { Step } from "../scripts/steps/step.ts";
import { kit, projectDirectory, type Said } from "./support/kit.ts";
import { variables } from "./support/settings.ts";
import { toyStep } from "./support/world.ts";

const random = () => randomBytes(9).toString("hex");
const passphrase = `passphrase/${random()}`;
const identity = await generateIdentity();
const pem = (type: "pkcs8" | "pkcs1") => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type, format: "pem" }).toString();
const [signingKey, sshKey] = [pem("pkcs8"), pem("pkcs1")];
const planted = {
  CLOUDFLARE_API_TOKEN: random(),
  SHOP_DATABASE_PASSWORD: `it's "p%ss" & wörd\\${random()}`,
  SHOP_SESSION_KEY: randomBytes(32).toString("base64"),
  EXPORTER_PASSWORD: `://${random()}@?`,
  AWS_SECRET_ACCESS_KEY: randomBytes(30).toString("base64"),
  GOOGLE_OAUTH_ACCESS_TOKEN: random(),
};
const bodyOf = (key: string) => key.trim().split("\n").slice(1, -2);
const secrets = [...Object.values(planted), passphrase, identity, ...bodyOf(signingKey), ...bodyOf(sshKey)];

const form = (text: string) => new URLSearchParams([["", text]]).toString().slice(1);
/** A secret in each form; of an encoded one so much as would tell most of it. */
const formsOf = (secret: string): readonly string[] => [
  secret,
  encodeURIComponent(secret),
  encodeURIComponent(secret).toLowerCase(),
  form(secret),
  JSON.stringify(secret).slice(1, -1),
  secret.replaceAll("'", `'\\''`),
  Buffer.from(secret).toString("hex").slice(2, 34),
  ...["", "u", "uu"].flatMap((before) => ["base64", "base64url"].map((encoding) => Buffer.from(before + secret).toString(encoding as "base64").slice(4, 16))),
];
const forms = secrets.flatMap(formsOf);
const leaksIn = (text: string): readonly string[] => forms.filter((written) => text.includes(written));

let directory: string;
let env: Readonly<Record<string, string>>;
let said: string[];

beforeEach(async () => {
  directory = await projectDirectory();
  said = [];
  const keys = await mkdtemp(join(tmpdir(), "keys-"));
  const file = async (name: string, text: string) => {
    await writeFile(join(keys, name), text);
    return join(keys, name);
  };
  env = {
    ...variables,
    ...planted,
    FAILOVER_SIGNING_KEY_FILE: await file("exporter.pem", signingKey),
    FAILOVER_OPERATIONS_IDENTITY: await file("operations.key", `# public key: age1\n${identity}\n`),
    PULUMI_CONFIG_PASSPHRASE_FILE: await file("passphrase", `${passphrase}\n`),
  };
  const settings = await readFile(join(directory, "failover.yaml"), "utf8");
  await writeFile(join(directory, "failover.yaml"), settings.replace("identityFile: keys/ssh", `identityFile: ${await file("ssh", sshKey)}`));
});

/** Types one command; what it says is kept. */
async function type(steps: readonly Step[], ...args: readonly string[]): Promise<Said> {
  const answer = await kit(directory, steps, { env })(...args);
  said.push(answer.out, answer.said);
  return answer;
}

async function declare(steps: readonly Step[], because = "AWS is dark"): Promise<Said> {
  const { digest } = JSON.parse((await type(steps, "plan", "--json")).out) as { digest: string };
  return type(steps, "declare", "--approve", digest, "--because", because);
}

async function everythingKept(): Promise<string> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map((path) => readFile(path, "utf8")));
  return texts.join("\n");
}

async function expectNoLeak(): Promise<void> {
  expect(leaksIn(said.join("\n"))).toEqual([]);
  expect(leaksIn(await everythingKept())).toEqual([]);
}

/** Of every process there is just now. */
const commandLines = (): readonly string[] =>
  readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    } catch {
      return ""; // it has just ended
    }
  });

/** Says what it was given in every form, one of them in two chunks, then waits to be looked at. */
const chatterbox = `
  const words = [...Object.entries(process.env), ...JSON.parse(require("node:fs").readFileSync(0, "utf8")).map((text) => ["stdin", text])];
  const secrets = words.filter(([name]) => /^(stdin|GIVEN_)/.test(name));
  for (const [name, value] of secrets) {
    for (const out of [process.stdout, process.stderr]) {
      out.write(name + "=" + value + "\\n" + encodeURIComponent(value) + "\\n" + new URLSearchParams({ value }) + "\\n" + JSON.stringify({ value }) + "\\n");
      for (const user of ["", "u:", "us:"]) out.write("Authorization: Basic " + Buffer.from(user + value + user).toString("base64") + "\\nbase64url " + Buffer.from(user + value).toString("base64url") + "\\n");
      out.write("hex " + Buffer.from(value).toString("hex") + "\\n'" + value.replaceAll("'", "'\\\\''") + "'\\n");
    }
  }
  const [, value] = secrets[0];
  process.stdout.write("half " + value.slice(0, 10));
  setTimeout(() => process.stdout.write(value.slice(10) + "\\nready\\n"), 50);
  const [, exitCode, looked] = process.argv;
  process.exitCode = Number(exitCode);
  const waiting = setInterval(() => require("node:fs").existsSync(looked) && clearInterval(waiting), 20);`;

const given = Object.fromEntries(Object.entries(planted).map(([name, value]) => [`GIVEN_${name}`, new Secret(value)]));
const talk = (exitCode: number, looked: string) => ({
  file: process.execPath,
  args: ["-e", chatterbox, String(exitCode), looked],
  env: given,
  input: new Secret(JSON.stringify([passphrase, identity, signingKey, sshKey, ...secrets])),
  timeoutSeconds: 20,
});

test("a run whose programs say every secret they were given shows and keeps none, but the program reads what it needs", async () => {
  let read = "";
  let processes: readonly string[] = [];
  const looked = join(await mkdtemp(join(tmpdir(), "looked-")), "yes");
  const steps = [
    toyStep({
      id: "stand-up",
      preview: () => [{ file: "tool", args: ["--password", planted.SHOP_DATABASE_PASSWORD], timeoutSeconds: 1 }],
      run: async ({ shell, operator }) => {
        const { stdout } = await succeed(shell, talk(0, looked), (line) => {
          operator.progress("stand-up", line);
          operator.say(line);
          if (line !== "ready") return;
          processes = commandLines();
          writeFileSync(looked, "");
        });
        read = stdout;
        return { said: stdout, lines: stdout.split("\n"), [planted.SHOP_SESSION_KEY]: 1 };
      },
    }),
    toyStep({ id: "restore-data", needs: ["stand-up"], run: async ({ shell }) => (await succeed(shell, talk(3, looked))).stdout }),
  ];
  expect((await declare(steps, `the password is ${planted.SHOP_DATABASE_PASSWORD}, the key ${planted.SHOP_SESSION_KEY}`)).code).toBe(Exit.ok);
  const failed = await type(steps, "run");
  expect(failed.code).toBe(Exit.failed);
  expect(failed.said).toContain("COMMAND_FAILED");
  expect(failed.said).toContain("[secret]");
  for (const args of [["resume", "--debug"], ["plan"], ["status", "--json"], ["status"], ["report", "--json"], ["report"], ["env"]]) await type(steps, ...args);

  await expectNoLeak();
  expect(await everythingKept()).toContain("GIVEN_SHOP_DATABASE_PASSWORD=[secret]");
  expect(processes.some((line) => line.includes(looked))).toBe(true);
  expect(leaksIn(processes.join("\n"))).toEqual([]);
  for (const secret of Object.values(planted)) expect(read).toContain(secret);
});

test("wherever an error's last words are cut, no half of a secret is left at the cut", async () => {
  const secret = planted.CLOUDFLARE_API_TOKEN;
  for (const offset of [1, 5, secret.length - 1]) {
    const step = toyStep({
      id: "stand-up",
      run: async ({ shell }) => {
        const program = `process.stderr.write("x".repeat(500) + process.env.GIVEN + "y".repeat(${2000 - offset})); process.exit(3)`;
        return (await succeed(shell, { file: process.execPath, args: ["-e", program], env: { GIVEN: new Secret(secret) }, timeoutSeconds: 20 })).stdout;
      },
    });
    await declare([step]);
    const { said } = await type([step], "run");
    expect(said).toContain("yyyy");
    expect(said).not.toContain(`${secret.slice(-offset)}y`);
  }
});

test("an unforeseen error's message, stack and cause are covered, in a step and anywhere else", async () => {
  const bug = () => new Error(`no such user ${planted.CLOUDFLARE_API_TOKEN}`, { cause: new Error(`postgres://shop:${encodeURIComponent(planted.SHOP_DATABASE_PASSWORD)}@db refused`) });
  const broken = [toyStep({ id: "stand-up", run: () => Promise.reject(bug()) })];
  await declare(broken);
  expect((await type(broken, "run", "--debug")).said).toMatch(/STEP_BROKE.*no such user \[secret\]/);
  const elsewhere = await kit(directory, [], { env, pipeline: () => Promise.reject(bug()) })("plan", "--debug");
  expect(elsewhere.code).toBe(Exit.failed);
  expect(elsewhere.said).toMatch(/no such user \[secret\]\n +at /);
  said.push(elsewhere.said);
  await expectNoLeak();
});

test("a command that would show a secret in its arguments is a bug, and is never started", async () => {
  for (const secret of [planted.SHOP_DATABASE_PASSWORD, identity, Buffer.from(`ana:${planted.EXPORTER_PASSWORD}`).toString("base64")]) {
    const trace = join(await mkdtemp(join(tmpdir(), "trace-")), "started");
    const step = toyStep({ id: "stand-up", run: async ({ shell }) => (await succeed(shell, { file: "touch", args: [trace, `--secret=${secret}`], timeoutSeconds: 5 })).stdout });
    await declare([step]);
    const { code, said } = await type([step], "run", "--debug");
    expect(code).toBe(Exit.failed);
    expect(said).toContain("bug: the arguments of 'touch' hold a secret");
    expect(existsSync(trace)).toBe(false);
  }
  await expectNoLeak();
});
