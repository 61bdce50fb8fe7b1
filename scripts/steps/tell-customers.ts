import { isDrill } from "../core/declaration/recorded.ts";
import type { Step } from "./step.ts";

const tellStep = (id: string, title: string, needs: readonly string[], state: string): Step => ({
  id,
  title,
  needs,
  onInterrupted: "rerun",
  preview: () => [],
  check: async () => undefined,
  run: async (ports, { settings, run, attempt, projectDirectory, decided }) => {
    if (settings.channels?.smtp === undefined) return { told: false, because: "failover.yaml names no mail server (channels.smtp): nobody is told by the run" };
    const told = await ports.notices.tell({ projectDirectory, run, state, isDrill: isDrill(decided("declare")), isFirst: attempt === 1 });
    const said = told.told ? `${told.accepted} told, ${told.bounced} bounced${told.left === 0 ? "" : `, ${told.left} left: failover notify --resume ${told.notice}`}` : `CUSTOMERS WERE NOT TOLD: ${told.because}`;
    ports.operator.progress(id, said);
    return { ...told };
  },
});

/** Tells customers that the move has begun. Nobody waits for it, and what hinders it is told and hinders nothing else. */
export const notifyStart = tellStep("notify-start", "Tell customers that we move to the second site", [], "failing-over");

/** Tells customers that they can work again. */
export const notifyDone = tellStep("notify-done", "Tell customers that the service is back", ["notify-start", "open-writes"], "on-mirror");
