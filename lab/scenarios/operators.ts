import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LabClient } from "../client.ts";
import { keepTime, waitFor } from "../drill/act.ts";
import type { Operator } from "../drill/operator.ts";
import { setStage } from "../drill/set-stage.ts";
import { ssh, typed, type Stage } from "../drill/stage.ts";
import { inFreshLab } from "../in-fresh-lab.ts";
import { bucket } from "../site/buckets.ts";
import { world } from "../site/world.ts";
import { expectThat, type Scenario } from "./scenario.ts";

const QUICK = { timeoutSeconds: 20 };
const storage = `${world.storageEndpoint}/storage/v1/b`;
const curl = (...args: readonly string[]) => ["curl", "--silent", "--show-error", "--fail", "--max-time", "3", ...args];
const REFUSED = 7;
const TOO_LATE = 28;

/** What the switches and machines of the operators claim, each looked at from where it would hurt. */
export const operators: Scenario = {
  id: "operators",
  story: "two operators at two machines: each can lose its network, its storage, its connections, its sleep and its life, and the other notices nothing",
  run: (say) =>
    inFreshLab(say, async (lab) => {
      const { act, say: tell } = keepTime(say);
      const stage = await setStage(lab, { directory: join(lab.place.directory, "artifacts/operators"), act, say: tell });
      await typed(stage, ["failover", "init"], { timeoutSeconds: 120 });
      const second = await act("a second operator sits down", 3, () => stage.secondOperator());
      const { operator: first } = stage;
      await act("two machines", 8, () => areTwoMachines(first, second));
      await act("programs that run, stand still and are killed", 5, () => programs(first, second));
      await act("an operator's network is cut", 8, () => networkCut(first, second));
      await act("Cloud Storage is down", 12, () => storageDown(stage, first, second));
      await act("SSH connections are cut", 8, () => sshCut(stage, first, lab.client.hosts));
      await act("a machine sleeps", 5, () => sleeps(first));
      await act("a machine dies", 5, () => dies(first, second));
    }),
};

async function said(operator: Operator, line: string): Promise<string> {
  return (await typed(operator, ["sh", "-c", line], QUICK)).trim();
}

async function areTwoMachines(first: Operator, second: Operator): Promise<void> {
  for (const line of ["hostname", "cat /proc/sys/kernel/random/boot_id", "cat /etc/machine-id", "echo $HOME", "pwd", "echo $SHOP_PROJECT", "command -v failover"]) {
    const [one, other] = await Promise.all([said(first, line), said(second, line)]);
    expectThat(one !== "" && one !== other, `'${line}' says '${one}' on the first machine and '${other}' on the second`);
  }
  const marked = first.start(["sleep", "300.25"], QUICK);
  expectThat((await said(first, "ps -eo args")).includes("sleep 300.25"), "the first machine does not see its own process");
  expectThat(!(await said(second, "ps -eo args")).includes("sleep 300.25"), "the second machine sees a process of the first");
  marked.kill9();
  await marked.ended;
  const head = "git -C $(dirname $(dirname $(command -v failover))) rev-parse HEAD";
  expectThat((await said(first, `git config --global --add safe.directory '*'; ${head}`)) === (await said(second, head)), "the second operator's clone is at another commit");
  expectThat(!existsSync(join(second.site, ".failover")), "the second operator has what the first one's kit keeps for itself");
  const digests = await Promise.all([first, second].map(async (operator) => (JSON.parse(await typed(operator, ["failover", "plan", "--json"], { timeoutSeconds: 60 })) as { digest: string }).digest));
  expectThat(digests[0] === digests[1], `the two operators' plans differ: ${digests.join(" and ")}`);
  const preview = 'eval "$(failover env)" && exec pulumi preview --stack standby --non-interactive';
  expectThat((await typed(second, ["bash", "-c", preview], { timeoutSeconds: 120 })).includes("to create"), "the second operator's Pulumi does not work");
}

async function programs(first: Operator, second: Operator): Promise<void> {
  let lines = 0;
  const ticking = first.start(["python3", "-c", "import time\nwhile True:\n  print('tick', flush=True)\n  time.sleep(0.05)"], { timeoutSeconds: 60, onLine: () => void (lines += 1) });
  const heard = (what: string, more: number) => waitFor(what, { withinSeconds: 10, everySeconds: 0.05, next: "read the scenario" }, async () => (lines >= more ? true : undefined));
  await heard("the first ticks", 3);
  ticking.pause();
  await waitFor("a program that stands still", { withinSeconds: 5, everySeconds: 0.05, next: "read the scenario" }, async () => ((await first.processes()).some(({ tool, stopped }) => tool.startsWith("python3") && stopped) ? true : undefined));
  const before = lines;
  await new Promise((resolve) => setTimeout(resolve, 500));
  expectThat(lines <= before + 1, `a program that stands still said ${lines - before} lines`);
  ticking.resume();
  await heard("ticks after the pause", before + 5);
  expectThat((await second.killTool("python3")).length === 0, "a program was found on the wrong machine");
  const found = (await first.processes()).find(({ argv }) => argv.includes("-c"));
  expectThat(found !== undefined, "the program is not among the machine's processes");
  process.kill(found.pid, "SIGKILL");
  expectThat((await ticking.ended).exitCode !== 0, "a killed program ended well");

  const from = performance.now();
  const { exitCode } = await first.operate(["sh", "-c", "sleep 30.5 & echo started"], { timeoutSeconds: 20 });
  expectThat(exitCode === 0 && performance.now() - from < 5000, "a command whose grandchild holds its pipe is waited for");
  const { exitCode: late } = await first.operate(["sh", "-c", "trap '' TERM; sleep 30.5 & wait; sleep 30.5"], { timeoutSeconds: 1 });
  expectThat(late === 124 && performance.now() - from < 12_000, `a command out of time should end with 124 at once; it ended with ${late}`);
  await first.killTool("sleep");
}

/** Connects, waits for a file, and only then asks: what it hears comes by a connection from before. */
const askLater = `exec 3<>/dev/tcp/198.51.100.20/4443; echo connected; until [ -e .failover/go ]; do sleep 0.05; done
printf 'GET /storage/v1/b HTTP/1.0\\r\\n\\r\\n' >&3; timeout 3 head -1 <&3`;

async function networkCut(first: Operator, second: Operator): Promise<void> {
  const lines: string[] = [];
  const open = [first, second].map((operator) => operator.start(["bash", "-c", askLater], { ...QUICK, onLine: (line) => lines.push(line) }));
  await waitFor("two connections", { withinSeconds: 10, everySeconds: 0.05, next: "read the scenario" }, async () => (lines.length === 2 ? true : undefined));
  await first.networkCut(true);
  for (const { site } of [first, second]) {
    await mkdir(join(site, ".failover"), { recursive: true });
    await writeFile(join(site, ".failover/go"), "");
  }
  const [cut, whole] = await Promise.all(open.map(({ ended }) => ended));
  expectThat(whole?.stdout.includes("200 OK") === true, `the other operator's connection was cut as well: ${whole?.stdout ?? ""}`);
  expectThat(cut?.stdout.includes("200 OK") === false, "a connection from before the cut still works");
  await expectCode(first, curl(storage), TOO_LATE, "an operator without a network");
  await expectCode(second, curl(storage), 0, "the other operator");
  await first.networkCut(false);
  await expectCode(first, curl(storage), 0, "an operator whose network is back");
}

async function storageDown(stage: Stage, first: Operator, second: Operator): Promise<void> {
  const leases = bucket("leases");
  await typed(first, curl("--request", "POST", "--json", JSON.stringify({ name: leases }), `${storage}?project=p`), QUICK);
  await typed(first, curl("--request", "POST", "--data", "held", `${world.storageEndpoint}/upload/storage/v1/b/${leases}/o?uploadType=media&name=active-run`), QUICK);
  await stage.storageDown(true);
  for (const operator of [first, second]) await expectCode(operator, curl(storage), TOO_LATE, `storage that is silent for everyone, asked by the ${operator.name}`);
  expectThat((await stage.object("leases", "active-run")) === "held", "the lab itself cannot look into storage that is down");
  await stage.storageDown(false);
  await stage.storageDown(true, "refused");
  await expectCode(first, curl(storage), REFUSED, "storage that refuses");
  await stage.storageDown(false);
  await first.storageDown(true);
  await expectCode(first, curl(storage), TOO_LATE, "storage that is gone for this operator");
  await expectCode(second, curl(storage), 0, "storage that is gone for the other operator");
  await first.storageDown(false);
  await expectCode(first, curl(storage), 0, "storage that is back");
  expectThat((await stage.objects("leases")).map(({ name }) => name).join() === "active-run", "storage has forgotten what it held");
  expectThat((await stage.object("leases", "nothing")) === undefined, "an object that was never there was read");
}

async function sshCut(stage: Stage, first: Operator, hosts: LabClient["hosts"]): Promise<void> {
  const key = (await readFile(join(stage.site, "keys/ssh.pub"), "utf8")).trim();
  const { address } = await hosts.ensure({ name: "listener", network: "gcp", authorizedKeys: [key] });
  const followed: string[] = [];
  const following = first.start([...ssh(address), "echo on; sleep 60"], { timeoutSeconds: 30, onLine: (line) => followed.push(line) });
  await waitFor("a connection", { withinSeconds: 15, everySeconds: 0.1, next: "read the scenario" }, async () => (followed.includes("on") ? true : undefined));
  const from = performance.now();
  expectThat((await first.cutSsh(address)) === 1, "one connection should have been cut");
  expectThat((await following.ended).exitCode === 255 && performance.now() - from < 5000, "ssh did not notice that its connection was cut");
  await typed(first, [...ssh(address), "true"], QUICK);
  expectThat((await first.cutSsh(address)) === 0, "a connection was cut where there was none");
  expectThat((await stage.exec("listener", ["sh", "-c", "sleep 1; pgrep -x sleep || true"], QUICK)).exitCode === 0, "the machine cannot be looked at");
}

async function sleeps(first: Operator): Promise<void> {
  let lines = 0;
  const ticking = first.start(["bash", "-c", "while :; do echo tick; sleep 0.05; done"], { timeoutSeconds: 60, onLine: () => void (lines += 1) });
  const heard = (what: string, more: number) => waitFor(what, { withinSeconds: 10, everySeconds: 0.05, next: "read the scenario" }, async () => (lines >= more ? true : undefined));
  await heard("ticks before the sleep", 3);
  await first.asleep(true);
  const before = lines;
  await new Promise((resolve) => setTimeout(resolve, 500));
  expectThat(lines <= before + 1, `a machine asleep said ${lines - before} lines`);
  await first.asleep(false);
  await heard("ticks after the sleep", before + 3);
  await first.killTool("bash");
  await ticking.ended;
}

async function dies(first: Operator, second: Operator): Promise<void> {
  const boot = "cat /proc/sys/kernel/random/boot_id";
  const before = await said(first, `echo kept >.failover/note; ${boot}`);
  const running = first.start(["bash", "-c", "trap '' HUP TERM; (setsid sleep 120.5 &) ; sleep 120.5"], { timeoutSeconds: 100 });
  await waitFor("two processes", { withinSeconds: 5, everySeconds: 0.05, next: "read the scenario" }, async () => ((await first.processes()).filter(({ tool }) => tool === "sleep").length === 2 ? true : undefined));
  await first.machineGone(true);
  expectThat((await running.ended).exitCode !== 0, "a command on a dead machine ended well");
  expectThat((await first.processes()).length === 0, "something still runs on a dead machine");
  await expectCode(second, curl(storage), 0, "the other operator");
  await first.machineGone(false);
  const after = await said(first, `cat .failover/note; ${boot}`);
  expectThat(after.startsWith("kept") && !after.includes(before), `a machine that boots again should have its files and a new boot; it said: ${after}`);
  await expectCode(first, curl(storage), 0, "a machine that has booted again");
}

async function expectCode(operator: Operator, argv: readonly string[], expected: number, who: string): Promise<void> {
  const { exitCode, stderr } = await operator.operate(argv, QUICK);
  expectThat(exitCode === expected, `${who}: curl should end with ${expected}, it ended with ${exitCode}: ${stderr}`);
}
