import { verifiedFindings } from "../../core/ready/verified.ts";
import { usualMaxAges, verificationAges, type VerificationAges } from "../../core/verification-ages.ts";
import type { Project } from "../project.ts";
import { STORE_LIMIT_SECONDS, type Check } from "./check.ts";
import type { ReceiptsRead } from "./read-receipts.ts";

/** When backups were last verified, level by level, by what the receipts say. */
export const verified: Check = {
  id: "verified",
  limitSeconds: STORE_LIMIT_SECONDS,
  look: async ({ receipts, project }) => {
    const read = await receipts();
    return verifiedFindings(read && agesOf(read, project).levels);
  },
};

/** The ages as the project agreed on them. */
export const agesOf = ({ chain, storeNow }: ReceiptsRead, { written }: Project): VerificationAges => verificationAges(chain, storeNow, written.verification?.maxAgeHours ?? usualMaxAges);
