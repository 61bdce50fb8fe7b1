import type { Check } from "./check.ts";
import { keyHomes } from "./key-homes.ts";
import { loss } from "./loss.ts";
import { mirrorImage } from "./mirror-image.ts";
import { namesMovable } from "./names-movable.ts";
import { operationsKey } from "./operations-key.ts";
import { passphrase } from "./passphrase.ts";
import { recoveryTime } from "./recovery-time.ts";
import { tools } from "./tools.ts";

/** Everything `failover ready` looks at, in the order in which a person cares: a new check is a file and a line here. */
export const checks: readonly Check[] = [loss, recoveryTime, operationsKey, passphrase, keyHomes, mirrorImage, namesMovable, tools];
