import { smtpFindings, type SmtpSeen } from "../../core/ready/smtp.ts";
import { openMail } from "../notices/deliver-notice.ts";
import type { Check, Eyes } from "./check.ts";

/** Whether the mail server takes messages from us; none is sent. */
export const smtp: Check = {
  id: "smtp",
  limitSeconds: 30,
  look: async (eyes) => smtpFindings(await seen(eyes)),
};

async function seen({ project, world }: Eyes): Promise<SmtpSeen> {
  if (project.written.channels?.smtp === undefined) return { as: "unset" };
  const { mail, server } = await openMail(project, world);
  try {
    const outcome = await mail.verify();
    if (outcome.as === "accepted") return { as: "ready", server };
    return { as: "not ready", server, because: "because" in outcome ? outcome.because : outcome.code };
  } finally {
    mail.close();
  }
}
