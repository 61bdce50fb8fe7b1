import { labDown } from "./down.ts";
import { takeDownOnInterrupt } from "./interrupt.ts";
import { LabError } from "./lab-error.ts";
import { openShell } from "./operator.ts";
import { here } from "./place.ts";
import { statusOf } from "./start-daemon.ts";
import { statusTable } from "./status-table.ts";
import { labUp } from "./up.ts";

const usage = `Usage: npm run lab -- <command>

  up              bring the lab up; what a crash left is cleared away first
  shell           open a shell where the operator stands
  status [--json] say what is up
  down            take everything down and say what is left, if anything
`;

const SHUT_DOWN_SECONDS = 5;
const complain = (text: string): void => console.error(text);

const commands: Readonly<Record<string, (flags: readonly string[]) => Promise<number>>> = {
  up: async () => {
    const interruption = takeDownOnInterrupt(() => labDown(), complain);
    const { place } = await labUp({ say: complain }).catch(async (error: unknown) => {
      await interruption.letEnd();
      throw error;
    });
    interruption.stopListening();
    console.log(`\nThe lab's files are in ${place.directory}.\nNext: npm run lab -- shell`);
    return 0;
  },
  shell: async () => {
    const place = here();
    needRoot();
    if ((await statusOf(place)) === undefined) throw notUp;
    complain(welcome);
    return openShell(place);
  },
  status: async (flags) => {
    needRoot();
    const status = await statusOf(here());
    if (status === undefined) throw notUp;
    console.log(flags.includes("--json") ? JSON.stringify(status, null, 2) : statusTable(status));
    return 0;
  },
  down: async () => {
    needRoot();
    const left = await labDown({ patienceSeconds: SHUT_DOWN_SECONDS });
    console.log(left.length === 0 ? "the lab is down; nothing is left" : `the lab is down, but these are left:\n  ${left.join("\n  ")}`);
    return left.length === 0 ? 0 : 1;
  },
};

const welcome = `You stand where the operator stands, in a company's own directory; 'exit' leaves.
  failover init                 makes the state bucket, the stacks and the keys
  pulumi up --stack standby     what is always there in Google Cloud
  pulumi up --stack gcp         the mirror's machines`;

const notUp = new LabError("no lab is up", "nobody answers at its socket", "npm run lab -- up");

function needRoot(): void {
  if (process.getuid?.() === 0) return;
  throw new LabError("the lab needs root", "its namespaces and its socket belong to root", "type the same command after 'sudo'");
}

const [name = "", ...flags] = process.argv.slice(2);
const command = commands[name];
if (command === undefined || flags.some((flag) => flag !== "--json")) {
  console.error(usage);
  process.exitCode = 2;
} else {
  try {
    process.exitCode = await command(flags);
  } catch (error) {
    console.error(error instanceof LabError ? error.message : error);
    process.exitCode = 1;
  }
}
