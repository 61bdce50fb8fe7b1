import { deskOf } from "../desk/desk.ts";
import { bootMachine } from "../desk/machine.ts";
import { addresses, operatorNames } from "../network/plan.ts";
import type { Place } from "../place.ts";
import type { LabRecord } from "../record.ts";
import { services } from "../services/command.ts";
import { startService, type RunningService } from "../services/start-service.ts";
import type { HostSpec, Lab } from "./lab.ts";

type Parts = { readonly provisionInternet: (lab: Lab) => Promise<void>; readonly onService: (service: RunningService) => void };

const internetHosts: readonly HostSpec[] = [
  { name: "cloudflare", network: "inet", address: addresses.cloudflare, extraAddresses: [addresses.edge, addresses.awsDns] },
  { name: "resolver", network: "inet", address: addresses.resolver },
  { name: "customer", network: "inet", address: addresses.customer },
];

/** Starts everything that must be there before the first cloud resource is asked for, side by side. */
export async function bringUp(place: Place, tooling: LabRecord["tooling"], lab: Lab, { provisionInternet, onService }: Parts): Promise<void> {
  const startServers = services(place, tooling).map(async (service) => {
    onService(await startService(service));
    lab.say(`${service.name} listens at ${service.address}:${service.port}`);
  });
  const bootHosts = internetHosts.map(async (spec) => {
    const { name, address } = await lab.hosts.ensure(spec);
    lab.say(`host ${name} is up at ${address}`);
  });
  const bootMachines = operatorNames.map((name) => bootMachine(place, deskOf(place, name)));
  await Promise.all([...startServers, ...bootHosts, ...bootMachines, provisionInternet(lab)]);
}
