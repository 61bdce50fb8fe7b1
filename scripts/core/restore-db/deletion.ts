import type { RdsEvent } from "../rds.ts";

/** AWS tells of two weeks. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeEvents.html */
export const EVENTS_KEPT_MINUTES = 14 * 24 * 60;

const gone = /instance (?:was )?deleted/i;
const made = /instance created|^restored from /i;

/** When AWS says that it deleted the instance; undefined where one of its name was made after that, whose own deletion is not told of yet. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html (RDS-EVENT-0003, 0005, 0019, 0043) */
export function deletedAt(events: readonly RdsEvent[]): string | undefined {
  const last = events.findLast(({ message }) => gone.test(message) || made.test(message));
  return last !== undefined && gone.test(last.message) ? last.at : undefined;
}
