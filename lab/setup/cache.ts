import { homedir } from "node:os";
import { join } from "node:path";

/** Where everything that outlives a clone is kept; shared by all clones of one user. */
export const cacheDirectory = (env: Readonly<Record<string, string | undefined>>): string =>
  join(env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "failover-kit");
