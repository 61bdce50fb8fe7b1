import { cloudflareApi, resolverAddress, zone } from "../dns/addresses.ts";

/** The rehearsal's company and where its clouds answer; the one place these facts stand for the site's files. */
export const world = {
  service: "shop",
  zoneId: zone.id,
  names: [
    { name: "shop.example.com", proxied: true, ttl: 1 },
    { name: "direct.shop.example.com", proxied: false, ttl: 60 },
  ],
  storageEndpoint: "http://198.51.100.20:4443",
  secondStore: { endpoint: "http://198.51.100.30:9000", region: "eu-central-003", bucket: "shop-second" },
  cloudflareEndpoint: cloudflareApi,
  awsEndpoint: "http://10.10.0.5:5000",
  rdsEndpoint: "http://10.10.0.5:5001",
  resolver: resolverAddress,
  google: { project: "shop-mirror", region: "europe-west3", zone: "europe-west3-a" },
  awsRegion: "eu-west-1",
  databaseAlias: { name: "db.shop.example.com", ttl: 60 },
  database: { name: "shop", owner: "shop", master: "master", port: 5432 },
  port: 8080,
  operatorNetwork: "10.30.0.0/24",
} as const;

/** Where the service's names point: at the load balancer's name in AWS, at its reserved address in Google Cloud; and the database's own name, where it has one. */
export type Origins = { readonly aws: string; readonly gcp: string; readonly database?: string | undefined };
