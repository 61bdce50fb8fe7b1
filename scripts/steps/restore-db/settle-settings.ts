import { readRestoreGiven } from "../../core/restore-db/given.ts";
import type { Context, Step } from "../step.ts";
import { bringUpRestores, upLong } from "./restore-instance.ts";

const ID = "settle-settings";

/**
 * Brings the stack up once more: the provider asks AWS for a point in time without windows, Performance Insights, retention and authority, and
 * sets them only when it finds them other than asked. Behind the traffic, since none of them keeps anybody from being served.
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/rds/instance.go
 */
export const settleSettings: Step = {
  id: ID,
  title: "Set what a restore to a point in time does not take along",
  needs: ["prove-writes"],
  aside: true,
  onInterrupted: "rerun",
  preview: (context) => (isPointInTime(context) ? [upLong(context, false)] : []),
  check: async () => undefined,
  run: async (ports, context) => {
    if (!isPointInTime(context)) return { settled: false, because: "a snapshot's restore is given all of them" };
    await bringUpRestores(ports, context, ID);
    return { settled: true };
  },
};

const isPointInTime = ({ given }: Pick<Context, "given">): boolean => "pointInTime" in readRestoreGiven(given).source;
