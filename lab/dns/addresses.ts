/** Addresses and names of the lab's internet; settings of the lab's site are made from these. */
export const authoritativeAddress = "198.51.100.10";
export const edgeAddress = "198.51.100.11";
/** The same server by another address, for AWS's own zones: who silences Cloudflare's does not silence these. */
export const awsDnsAddress = "198.51.100.12";
export const resolverAddress = "198.51.100.53";

/** Where the Cloudflare API answers. */
export const cloudflareApi = `http://${authoritativeAddress}:8080/client/v4`;

/** The zone of the lab's company, with the id its Cloudflare account knows it by. */
export const zone = { id: "0a1b2c3d4e5f60718293a4b5c6d7e8f9", name: "example.com" } as const;

/** Where databases have their names: the label before the region is the account's, and the same in all of them. */
export const databaseZone = "c1lab2kit3rd.eu-west-1.rds.amazonaws.com";

/** The zones of AWS in which its load balancers and its databases have names. */
export const awsZones = ["eu-west-1.elb.amazonaws.com", databaseZone] as const;

/** The one token the API stand-in accepts; 40 characters, as real ones have. It opens nothing outside a lab. */
export const cloudflareToken = "lab-0000-0000-0000-0000-0000-0000-000000";

/** Names of other people on the internet, which have nothing to do with the company's DNS: the resolver knows them by itself. */
export const independentNames = [
  { name: "one.independent.test", address: "198.51.100.65" },
  { name: "two.independent.test", address: "198.51.100.66" },
] as const;
