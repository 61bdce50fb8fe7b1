import type { RdsEvent } from "../rds.ts";

/** AWS tells of two weeks. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeEvents.html */
export const EVENTS_KEPT_MINUTES = 14 * 24 * 60;

/** When AWS says that it deleted the instance. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html (RDS-EVENT-0003) */
export const deletedAt = (events: readonly RdsEvent[]): string | undefined => events.findLast(({ message }) => /instance (?:was )?deleted/i.test(message))?.at;
