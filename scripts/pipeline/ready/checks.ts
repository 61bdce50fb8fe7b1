import { bounces } from "./bounces.ts";
import { cache } from "./cache.ts";
import { contacts } from "./contacts.ts";
import { chain } from "./chain.ts";
import type { Check } from "./check.ts";
import { copies } from "./copies.ts";
import { edge } from "./edge.ts";
import { keyHomes } from "./key-homes.ts";
import { loss } from "./loss.ts";
import { mirrorImage } from "./mirror-image.ts";
import { namesMovable } from "./names-movable.ts";
import { objects } from "./objects.ts";
import { operationsKey } from "./operations-key.ts";
import { paging } from "./paging.ts";
import { passphrase } from "./passphrase.ts";
import { proxy } from "./proxy.ts";
import { protection } from "./protection.ts";
import { recoveryTime } from "./recovery-time.ts";
import { roles } from "./roles.ts";
import { search } from "./search.ts";
import { smtp } from "./smtp.ts";
import { sourceFacts } from "./source-facts.ts";
import { strayKeys } from "./stray-keys.ts";
import { tools } from "./tools.ts";
import { verified } from "./verified.ts";
import { watch } from "./watch.ts";

/** Everything `failover ready` looks at, in the order in which a person cares: a new check is a file and a line here. */
export const checks: readonly Check[] = [
  loss,
  verified,
  chain,
  recoveryTime,
  operationsKey,
  passphrase,
  keyHomes,
  strayKeys,
  mirrorImage,
  roles,
  objects,
  cache,
  search,
  sourceFacts,
  watch,
  paging,
  protection,
  namesMovable,
  edge,
  contacts,
  smtp,
  bounces,
  tools,
  proxy,
  copies,
];
