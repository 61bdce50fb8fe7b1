import type { CloudRequest, CloudResponse, Verb } from "../clouds/handler.ts";
import { fleet } from "../hosts/fleet.ts";
import { cutSsh } from "../network/cut-ssh.ts";
import { egressAttempts, type EgressAttempt } from "../network/egress.ts";
import { networks, type OperatorName } from "../network/plan.ts";
import type { DatabaseTurn, FaultTurn, Switches, Turn } from "../network/switches.ts";
import type { Place } from "../place.ts";
import type { LabRecord } from "../record.ts";
import { volumesIn } from "../volumes/volumes.ts";
import { runTool } from "../setup/run-tool.ts";
import { bringUp } from "./bring-up.ts";
import { emptyInventory } from "./inventory.ts";
import type { Hosts, Lab } from "./lab.ts";
import type { RunningService } from "../services/start-service.ts";
import { switchboard } from "./switchboard.ts";
import type { Phase, Status } from "./status.ts";

/** The parts that make clouds and an internet out of hosts and addresses. */
export type World = {
  readonly handle: (verb: Verb, pkg: string, request: CloudRequest, lab: Lab) => Promise<CloudResponse>;
  readonly provisionInternet: (lab: Lab) => Promise<void>;
  /** Lets the RDS API answer on a socket of this machine. */
  readonly serveRds: (lab: Lab, socket: string) => Promise<void>;
  readonly databaseMeant: (lab: Lab, named: string) => string;
  readonly turnDatabase: (lab: Lab, turn: DatabaseTurn) => Promise<void>;
  readonly turnFault: (lab: Lab, turn: FaultTurn) => Promise<void>;
};

/** Everything the daemon can be asked for. */
export type Daemon = {
  readonly hosts: Hosts;
  readonly start: () => Promise<void>;
  readonly status: () => Promise<Status>;
  readonly turn: (turn: Turn) => Promise<Switches>;
  readonly cutSsh: (operator: OperatorName, address: string) => Promise<number>;
  readonly egress: () => Promise<readonly EgressAttempt[]>;
  readonly cloud: (verb: Verb, pkg: string, request: CloudRequest) => Promise<CloudResponse>;
};

const NFT_SECONDS = 10;

/** The daemon of one lab: it owns the hosts, remembers what the clouds hold and turns the switches. It stands in the router's namespace. */
export function createDaemon(place: Place, { tooling }: LabRecord, world: World): Daemon {
  const progress: string[] = [];
  const running: RunningService[] = [];
  let phase: Phase = { at: "starting" };
  const say = (line: string): void => {
    progress.push(line);
    console.log(line);
  };
  const board = switchboard(place, say, { turnDatabase: (turn) => world.turnDatabase(lab, turn), turnFault: (turn) => world.turnFault(lab, turn) });
  const hosts = fleet(place, tooling);
  const lab: Lab = { hosts, volumes: volumesIn(place, tooling.imageRoot), inventory: emptyInventory(), siteDirectory: place.site, isDark: () => board.stand().awsDark, say };
  const egress = async (): Promise<readonly EgressAttempt[]> =>
    egressAttempts(await runTool({ file: "nft", args: ["--json", "list", "set", "inet", "lab", "tried"], timeoutSeconds: NFT_SECONDS }));

  return {
    hosts,
    egress,
    start: async () => {
      try {
        await world.serveRds(lab, place.rdsSocket);
        await bringUp(place, tooling, lab, { provisionInternet: world.provisionInternet, onService: (service) => running.push(service) });
        phase = { at: "ready" };
      } catch (error) {
        console.error(error);
        phase = { at: "failed", problem: error instanceof Error ? error.message : String(error) };
      }
    },
    status: async () => ({
      id: place.id,
      phase,
      progress,
      networks: Object.fromEntries(Object.entries(networks).map(([name, { range }]) => [name, range])),
      hosts: hosts.list(),
      services: running.map(({ name, address, port, isRunning }) => ({ name, address, port, running: isRunning() })),
      switches: board.stand(),
      egressAttempts: (await egress()).length,
    }),
    turn: (turn) => board.turn("instance" in turn ? { ...turn, instance: world.databaseMeant(lab, turn.instance) } : turn),
    cutSsh: (operator, address) => cutSsh(place, operator, address),
    cloud: (verb, pkg, request) => world.handle(verb, pkg, request, lab),
  };
}
