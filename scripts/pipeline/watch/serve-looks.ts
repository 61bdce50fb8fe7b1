import { jsonIn } from "../../core/json-in.ts";
import type { Secret } from "../../core/secret.ts";
import { checkRequest, lookSchema, type Seen, type Signed } from "../../core/watch/signed-request.ts";
import type { Clock, Http } from "../../ports.ts";
import { lookFrom } from "./look-from.ts";

const MOST_AT_ONCE = 4;

/** What an agent answers: observations to whoever has the key, asks now and for the first time; a reason to all others. */
export function serveLooks(key: Secret, http: Http, clock: Pick<Clock, "now" | "elapsed">): (asked: Signed & { readonly body: string }) => Promise<{ readonly status: number; readonly body: string }> {
  let seen: Seen = new Map();
  let atWork = 0;
  const refuse = (status: number, because: string) => ({ status, body: JSON.stringify({ refused: because }) });
  return async (asked) => {
    const checked = checkRequest(key, asked, { now: clock.now().getTime(), seen });
    if ("refused" in checked) return refuse(401, checked.refused);
    seen = checked.seen;
    const look = lookSchema.safeParse(jsonIn(asked.body));
    if (!look.success) return refuse(400, "this is no question about places to look at");
    if (atWork >= MOST_AT_ONCE) return refuse(429, "too many questions at once");
    atWork += 1;
    try {
      return { status: 200, body: JSON.stringify({ observations: await lookFrom(look.data, http, clock) }) };
    } finally {
      atWork -= 1;
    }
  };
}
