import { z } from "zod";
import type { AwsOutputs, StandbyOutputs } from "../stack-outputs.ts";
import { jsonIn } from "../json-in.ts";
import { triageSection, type WrittenTriage } from "./settings.ts";
import { isPrivate, type Site } from "./site.ts";

const machine = z.object({ name: z.string(), address: z.string() });
const schema = z.object({
  schema: z.literal("failover-kit/stack-places/1"),
  aws: z.exactOptional(z.object({ readAt: z.string(), origin: z.string(), hosts: z.array(machine), exporter: machine, search: z.exactOptional(z.string()) })),
  standby: z.exactOptional(z.object({ readAt: z.string(), warden: machine })),
});

/** Where the stacks said that things are, when they were last read on this machine: kept for the day on which nothing can be asked. */
export type StackPlaces = z.infer<typeof schema>;

const none: StackPlaces = { schema: "failover-kit/stack-places/1" };

/** What was kept; what cannot be read was not. */
export const readStackPlaces = (text: string | undefined): StackPlaces => schema.safeParse(jsonIn(text ?? "")).data ?? none;

/** Adds what a stack just told. */
export const withAws = (places: StackPlaces, { app, loadBalancer, exporter, search }: AwsOutputs, readAt: string): StackPlaces => ({
  ...places,
  aws: { readAt, origin: loadBalancer.dnsName, hosts: app, exporter, ...(search === undefined ? {} : { search: search.endpoint }) },
});
/** The same of the stack that is always there. */
export const withStandby = (places: StackPlaces, warden: NonNullable<StandbyOutputs["warden"]>, readAt: string): StackPlaces => ({ ...places, standby: { readAt, warden } });

export type Place = WrittenTriage["places"][number];

/** Where to look and from where; `notes` say what of it comes from the stacks, and of when that is. */
export type Around = { readonly site: Site; readonly places: readonly Place[]; readonly notes: readonly string[] };

const isInside = ({ address }: { readonly address: string }): boolean => isPrivate(address);

/**
 * What the settings say, and where they are silent what the stacks said. A host with a private address is looked at from
 * inside alone: from elsewhere its silence would say nothing of it.
 */
export function aroundOf(site: Site, written: WrittenTriage | undefined, { aws, standby }: StackPlaces): Around {
  const told = written ?? triageSection.parse({});
  const [origin, hosts, search] = [told.origin === undefined, told.hosts.length === 0, told.search === undefined].map((isSilent) => (isSilent ? aws : undefined));
  const outside: readonly Place[] = standby === undefined ? [] : [{ ...standby.warden, stands: "outside" }];
  const inside: readonly Place[] = aws === undefined ? [] : [{ ...aws.exporter, stands: "inside" }];
  const places = told.places.length > 0 ? told.places : [...outside, ...inside];
  const taken = [
    ...(origin === undefined ? [] : ["the origin"]),
    ...(hosts === undefined ? [] : ["the hosts"]),
    ...(search?.search === undefined ? [] : ["the search"]),
    ...(told.places.length > 0 || places.length === 0 ? [] : [`the places to look from (${places.map(({ name }) => name).join(", ")})`]),
  ];
  const readAt = [aws?.readAt, standby?.readAt].filter((at) => at !== undefined).toSorted()[0];
  return {
    site: {
      ...site,
      ...(origin === undefined ? {} : { origin: `${told.protocol}://${origin.origin}` }),
      ...(hosts === undefined ? {} : { hosts: hosts.hosts.filter((host) => !isInside(host)).map((host) => ({ ...host, port: SSH_PORT })), insideHosts: hosts.hosts.filter(isInside).map((host) => ({ ...host, port: SSH_PORT })) }),
      ...(search?.search === undefined ? {} : { search: `https://${search.search}` }),
    },
    places,
    notes: taken.length === 0 || readAt === undefined ? [] : [`${taken.join(", ")}: as the stacks told on ${readAt.slice(0, 16).replace("T", " ")} UTC, when 'failover inventory' last read them here; failover.yaml (triage) says nothing of it`],
  };
}

const SSH_PORT = 22;
