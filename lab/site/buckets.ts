import { world } from "./world.ts";

const names = ["state", "exports", "journal", "objects", "leases"] as const;
export type BucketName = (typeof names)[number];

/** As the `standby` stack names its buckets; bucket names are the world's, so the project's name is in them. */
export const bucket = (name: BucketName): string => `${world.google.project}-${world.service}-${name}`;

/** The kit's buckets, each by what it is for. */
export const buckets: Readonly<Record<string, string>> = Object.fromEntries(names.map((name) => [name, bucket(name)]));
