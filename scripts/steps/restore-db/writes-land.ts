import { FailoverError } from "../../core/errors.ts";
import { answers } from "../../core/restore-db/orders.ts";
import type { Looked } from "../../core/restore-db/outputs.ts";
import type { Ports } from "../../ports.ts";
import type { Context } from "../step.ts";
import { until } from "../until.ts";
import { databaseOrder, orderDatabase } from "./in-vpc.ts";

const LIMIT_SECONDS = 90;
const ONE_TRY_SECONDS = 60;

type Place = { readonly target: { readonly exporter: string; readonly host: string; readonly port: number }; readonly app: Looked["app"]; readonly step: string };

/** Waits until a row written there by the owner is read back and every application host is at work there; tells who is. */
export async function untilWritesLand(ports: Ports, context: Context, { target, app, step }: Place): Promise<readonly string[]> {
  let missing = app;
  const { seen, waitedSeconds } = await until(ports.clock, { everySeconds: 2, limitSeconds: LIMIT_SECONDS }, async () => {
    const marked = await orderDatabase(ports, databaseOrder(context, target, "owner", { what: "mark", run: context.run }, ONE_TRY_SECONDS), answers.mark);
    missing = app.filter((host) => !marked.sessions.includes(host.address));
    ports.operator.progress(step, missing.length === 0 ? "every application host is at work there" : `waiting for ${missing.map(({ name }) => name).join(", ")}`);
    return marked.written && missing.length === 0 ? marked : undefined;
  });
  if (seen !== undefined) return seen.sessions;
  throw new FailoverError("APPLICATION_ELSEWHERE", { address: target.host, missing: missing.map((host) => `${host.name} (${host.address})`), waitedSeconds: Math.round(waitedSeconds) });
}
