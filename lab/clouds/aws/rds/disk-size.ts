import { number } from "../../fields.ts";
import type { Fields } from "../../handler.ts";

/** A fifth of what was asked for: enough for the lab's data, and a disk that a test can fill. */
const MEGABYTES_PER_GB = 200;
const SMALLEST_MEGABYTES = 512;
/** As RDS has it. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Parameters.html */
const LOG_MEGABYTES = 2048;

/** How large the lab makes a disk of which so many GB were asked for. */
export const megabytesFor = (settings: Fields): number => Math.max(SMALLEST_MEGABYTES, number(settings, "allocatedStorage", 20) * MEGABYTES_PER_GB);

/** How much of that the server's log may take before it writes a checkpoint: on a small disk, too, most of it is for the data. */
export const logMegabytesFor = (settings: Fields): number => Math.min(LOG_MEGABYTES, Math.floor(megabytesFor(settings) / 4));
