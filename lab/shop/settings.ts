import { z } from "zod";

const environment = z.object({
  DATABASE_URL: z.string().startsWith("postgres"),
  REDIS_URL: z.string().startsWith("redis"),
  OBJECTS_URL: z.string().regex(/^(s3|gs):\/\/[a-z0-9][a-z0-9._-]+$/, "write s3://bucket or gs://bucket"),
  STORAGE_ENDPOINT: z.url().optional(),
  AWS_REGION: z.string().default("eu-west-1"),
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
  GOOGLE_OAUTH_ACCESS_TOKEN: z.string().optional(),
  SEARCH_URL: z.url().optional(),
  /** Whether a service without its search counts as unwell; most companies serve their customers without. */
  SEARCH_IN_HEALTH: z.literal("yes").optional(),
  MODE_FILE: z.string().startsWith("/"),
  SIDE: z.string(),
  PORT: z.coerce.number().int().min(1).max(65535).default(8080),
});

/** Where receipts go, and with what right. */
export type ObjectSettings =
  | { readonly kind: "s3"; readonly bucket: string; readonly endpoint: string; readonly region: string; readonly accessKeyId: string; readonly secretAccessKey: string }
  | { readonly kind: "gs"; readonly bucket: string; readonly endpoint: string; readonly token: string };

/** What the shop needs to know to start. */
export type ShopSettings = {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly objects: ObjectSettings;
  /** Where the search answers that its health rests on; undefined where it rests on none. */
  readonly searchUrl: string | undefined;
  readonly modeFile: string;
  readonly side: string;
  readonly port: number;
};

type Environment = z.infer<typeof environment>;

function objectSettings(env: Environment): ObjectSettings {
  const [kind, bucket] = env.OBJECTS_URL.split("://") as ["s3" | "gs", string];
  const missing = (name: string): never => {
    throw new Error(`${name} is not set; ${env.OBJECTS_URL} needs it`);
  };
  if (kind === "s3") {
    const region = env.AWS_REGION;
    return {
      kind, bucket, region,
      endpoint: env.STORAGE_ENDPOINT ?? `https://s3.${region}.amazonaws.com`,
      accessKeyId: env.AWS_ACCESS_KEY_ID ?? missing("AWS_ACCESS_KEY_ID"),
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? missing("AWS_SECRET_ACCESS_KEY"),
    };
  }
  return {
    kind, bucket,
    endpoint: env.STORAGE_ENDPOINT ?? "https://storage.googleapis.com",
    token: env.GOOGLE_OAUTH_ACCESS_TOKEN ?? missing("GOOGLE_OAUTH_ACCESS_TOKEN"),
  };
}

const forReindex = z.object({ DATABASE_URL: z.string().startsWith("postgres"), SEARCH_URL: z.url(), FAILOVER_SINCE: z.string().default("") });

/** What rebuilding the index needs to know: the same environment, and from when on. */
export function reindexSettings(variables: Readonly<Record<string, string | undefined>>): { readonly databaseUrl: string; readonly searchUrl: string; readonly since: string } {
  const parsed = forReindex.safeParse(variables);
  if (!parsed.success) throw new Error(`the environment for 'reindex' is incomplete:\n${z.prettifyError(parsed.error)}`);
  return { databaseUrl: parsed.data.DATABASE_URL, searchUrl: parsed.data.SEARCH_URL, since: parsed.data.FAILOVER_SINCE };
}

/** The shop's settings out of its environment; an empty variable counts as unset. Every malformed variable is named at once. */
export function shopSettings(variables: Readonly<Record<string, string | undefined>>): ShopSettings {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const parsed = environment.safeParse(set);
  if (!parsed.success) throw new Error(`the shop's environment is incomplete:\n${z.prettifyError(parsed.error)}`);
  const env = parsed.data;
  return { databaseUrl: env.DATABASE_URL, redisUrl: env.REDIS_URL, objects: objectSettings(env), searchUrl: env.SEARCH_IN_HEALTH === "yes" ? env.SEARCH_URL : undefined, modeFile: env.MODE_FILE, side: env.SIDE, port: env.PORT };
}
