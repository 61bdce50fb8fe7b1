import { deskOf } from "../desk/desk.ts";
import { bootMachine, killMachine } from "../desk/machine.ts";
import { namespaceFile, namespaces, portOf, type OperatorName } from "../network/plan.ts";
import { tellFeeds } from "../feeds/tell-feeds.ts";
import { awsApiRules, storageRules, switchRules } from "../network/ruleset.ts";
import { allOff, describeTurn, turned, type DatabaseTurn, type FaultTurn, type Switches, type Turn } from "../network/switches.ts";
import type { Place } from "../place.ts";
import { runTool } from "../setup/run-tool.ts";

/** The lab's switches: how they stand, and a hand that turns one after the other. */
export type Switchboard = { readonly stand: () => Switches; readonly turn: (turn: Turn) => Promise<Switches> };

const TOOL_SECONDS = 10;

/** All off. What a turn says is true once it returns: a switch stands as it stood if the world could not be made so. */
export function switchboard(place: Place, say: (line: string) => void, acts: Acts): Switchboard {
  let switches = allOff;
  let last: Promise<unknown> = Promise.resolve();
  const act = async (turn: Turn): Promise<Switches> => {
    const next = turned(switches, turn);
    await makeSo(place, turn, { before: switches, next, ...acts });
    switches = next;
    await tellFeeds(place, switches);
    say(describeTurn(turn));
    return switches;
  };
  return {
    stand: () => switches,
    turn: (turn) => {
      const result = last.then(() => act(turn));
      last = result.catch(() => undefined);
      return result;
    },
  };
}

/** What is done on hosts rather than to packets. */
export type Acts = { readonly turnDatabase: (turn: DatabaseTurn) => Promise<void>; readonly turnFault: (turn: FaultTurn) => Promise<void> };
type World = Acts & { readonly before: Switches; readonly next: Switches };

async function makeSo(place: Place, turn: Turn, { before, next, turnDatabase, turnFault }: World): Promise<void> {
  switch (turn.name) {
    case "aws-dark":
    case "operator-cut":
    case "backbone-cut":
      return nft(namespaces(place.id).router, switchRules(next));
    case "storage-down":
      return nft(namespaces(place.id).storage.namespace, storageRules(next));
    case "machine-gone":
      if (before.operatorsGone.includes(turn.operator) !== turn.on) await (turn.on ? switchOff(place, turn.operator) : switchOn(place, turn.operator));
      return;
    case "database-gone":
    case "database-failover":
      return turnDatabase(turn);
    case "s3-down":
    case "control-plane-down":
      return nft(namespaces(place.id).awsApi.namespace, awsApiRules(next));
    case "monitoring-lies":
      return;
    default:
      return turnFault(turn);
  }
}

/** The cable first: a machine that dies says goodbye to nobody, and the kernel would close its connections for it. */
async function switchOff(place: Place, operator: OperatorName): Promise<void> {
  await cable(place, operator, "down");
  await killMachine(deskOf(place, operator));
}

async function switchOn(place: Place, operator: OperatorName): Promise<void> {
  await cable(place, operator, "up");
  await bootMachine(place, deskOf(place, operator));
}

async function cable(place: Place, operator: OperatorName, state: "up" | "down"): Promise<void> {
  await runTool({ file: "ip", args: ["link", "set", portOf(namespaces(place.id)[operator]), state], timeoutSeconds: TOOL_SECONDS });
}

async function nft(namespace: string, rules: string): Promise<void> {
  await runTool({ file: "nsenter", args: [`--net=${namespaceFile(namespace)}`, "nft", "--file", "-"], input: rules, timeoutSeconds: TOOL_SECONDS });
}
