import { playbook } from "../../core/commands/ansible.ts";
import { asJson, readRestored } from "../../core/restore-db/outputs.ts";
import type { Step } from "../step.ts";
import { PLAYBOOK, pointService } from "./point-service.ts";

const ID = "point-application";

/** Points the application at the restored database. Until then nothing of the service has changed. */
export const pointApplication: Step = {
  id: ID,
  title: "Point the application at the restored database",
  needs: ["verify-database", "warm-database"],
  onInterrupted: "rerun",
  endsOutage: true,
  preview: (context) => [playbook(context, PLAYBOOK)],
  check: async () => undefined,
  run: async (ports, context) => asJson(await pointService(ports, context, ID, readRestored(context.output("restore-instance")))),
};
