import { control, objectRead } from "./aws-control.ts";
import { endpoints, hosts, insideNetwork, stores } from "./aws-data.ts";
import { backbone } from "./backbone.ts";
import { awsHealth, awsStatus, cloudflareApi, cloudflareStatus, pingdom } from "./hints.ts";
import { ownAuthoritative, ownDns } from "./own-dns.ts";
import { ownTls, ownTrace } from "./own-edge.ts";
import { ownHttp, ownOrigin } from "./own-names.ts";
import type { Probe } from "./probe.ts";
import { self, selfResolver } from "./self.ts";

/** Every look, the prober's own network first: a new one is a file and a line here. */
export const probes: readonly Probe[] = [self, selfResolver, backbone, ownHttp, ownOrigin, ownTrace, ownTls, ownDns, ownAuthoritative, endpoints, hosts, stores, insideNetwork, control, objectRead, cloudflareApi, awsStatus, awsHealth, cloudflareStatus, pingdom];
