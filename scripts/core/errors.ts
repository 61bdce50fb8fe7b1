import type { Advice } from "./errors/advice.ts";
import { awsErrors } from "./errors/aws.ts";
import { bookErrors } from "./errors/book.ts";
import { contactsErrors } from "./errors/contacts.ts";
import { dataErrors } from "./errors/data.ts";
import { dnsErrors } from "./errors/dns.ts";
import { gracefulErrors } from "./errors/graceful.ts";
import { hotfixErrors } from "./errors/hotfix.ts";
import { evidenceErrors } from "./errors/evidence.ts";
import { journalErrors } from "./errors/journal.ts";
import { receiptErrors } from "./errors/receipts.ts";
import { noticeErrors } from "./errors/notices.ts";
import { objectsErrors } from "./errors/objects.ts";
import { restoreDbErrors } from "./errors/restore-db.ts";
import { runErrors } from "./errors/run.ts";
import { settingsErrors } from "./errors/settings.ts";
import { stackErrors } from "./errors/stack.ts";
import { storeErrors } from "./errors/store.ts";
import { unitErrors } from "./errors/unit.ts";
import { verifyErrors } from "./errors/verify.ts";
import { watchdogErrors } from "./errors/watchdog.ts";

/** Every way the kit refuses or fails. Codes never change; wording may improve. */
export const catalogue = {
  ...settingsErrors,
  ...journalErrors,
  ...runErrors,
  ...stackErrors,
  ...dataErrors,
  ...storeErrors,
  ...unitErrors,
  ...receiptErrors,
  ...verifyErrors,
  ...dnsErrors,
  ...objectsErrors,
  ...awsErrors,
  ...restoreDbErrors,
  ...watchdogErrors,
  ...bookErrors,
  ...hotfixErrors,
  ...contactsErrors,
  ...evidenceErrors,
  ...gracefulErrors,
  ...noticeErrors,
} as const;

export type Code = keyof typeof catalogue;
/** What an error's sentences need to know. */
export type Facts<C extends Code> = Parameters<(typeof catalogue)[C]>[0];

/** An expected failure: a code to branch on and advice to print. Anything else that is thrown is a bug. */
export class FailoverError<C extends Code = Code> extends Error {
  override readonly name = "FailoverError";
  readonly code: C;
  readonly advice: Advice;

  constructor(code: C, facts: Facts<C>, options?: ErrorOptions) {
    const advice = (catalogue[code] as (facts: Facts<C>) => Advice)(facts);
    super(`${code}: ${advice.what}`, options);
    this.code = code;
    this.advice = advice;
  }
}

/** Whether this is one of the table's errors, and not a bug. */
export const isExpected = (error: unknown): error is FailoverError => error instanceof FailoverError;
