import type { NetworkName } from "../daemon/lab.ts";

/** One network of the lab: a bridge in the router's namespace. */
export type Network = { readonly bridge: string; readonly gateway: string; readonly prefix: number; readonly range: string };

/** The networks: two clouds, the public internet, and where the operator stands. */
export const networks = {
  aws: { bridge: "br-aws", gateway: "10.10.0.1", prefix: 16, range: "10.10.0.0/16" },
  gcp: { bridge: "br-gcp", gateway: "10.20.0.1", prefix: 16, range: "10.20.0.0/16" },
  inet: { bridge: "br-inet", gateway: "198.51.100.1", prefix: 24, range: "198.51.100.0/24" },
  op: { bridge: "br-op", gateway: "10.30.0.1", prefix: 24, range: "10.30.0.0/24" },
} as const satisfies Record<NetworkName | "op", Network>;

/** Where the things with a fixed place stand. */
export const addresses = {
  cloudflare: "198.51.100.10",
  edge: "198.51.100.11",
  storage: "198.51.100.20",
  secondStore: "198.51.100.30",
  awsDns: "198.51.100.12",
  feeds: "198.51.100.40",
  resolver: "198.51.100.53",
  customer: "198.51.100.100",
  awsApi: "10.10.0.5",
  operator: "10.30.0.10",
  secondOperator: "10.30.0.11",
} as const;

export const storagePort = 4443;
export const awsApiPort = 5000;
export const rdsApiPort = 5001;
/** The interfaces of AWS that change things, but for RDS's and S3's: the same server as S3 by another door, so that one can be shut. */
export const awsControlPort = 5002;
export const secondStorePort = 9000;
export const feedsPort = 80;

/** Targets of other people on the internet: they have to do with nobody's cloud. */
export const independent = ["198.51.100.61", "198.51.100.62", "198.51.100.63", "198.51.100.64", "198.51.100.65", "198.51.100.66"] as const;

/** A namespace with one leg in one of the networks. */
export type Station = { readonly namespace: string; readonly network: keyof typeof networks; readonly address: string; readonly more?: readonly string[] };

/** The router's namespace and those of everything that is not a host. */
export const namespaces = (id: string) => {
  const station = (short: string, network: keyof typeof networks, address: string): Station => ({ namespace: `fk${id}-${short}`, network, address });
  return {
    router: `fk${id}-net`,
    operator: station("op", "op", addresses.operator),
    "second-operator": station("op2", "op", addresses.secondOperator),
    storage: station("gcs", "inet", addresses.storage),
    secondStore: station("s3", "inet", addresses.secondStore),
    awsApi: station("moto", "aws", addresses.awsApi),
    feeds: { ...station("feeds", "inet", addresses.feeds), more: independent },
  } as const;
};

/** Whoever works with the kit: each at a machine of their own. */
export const operatorNames = ["operator", "second-operator"] as const;
export type OperatorName = (typeof operatorNames)[number];

/** The router's end of a station's cable. */
export const portOf = ({ namespace }: Pick<Station, "namespace">): string => `to-${namespace.replace(/^.*-/, "")}`;

/** The file that stands for a namespace. */
export const namespaceFile = (namespace: string): string => `/run/netns/${namespace}`;
