import { parsePhoneNumberFromString } from "libphonenumber-js/max";

/** A telephone number as E.164 has it, if it is one that can exist; undefined otherwise. It is said with its country, blanks do no harm. */
export function e164(text: string): string | undefined {
  if (!text.trim().startsWith("+")) return undefined;
  const number = parsePhoneNumberFromString(text);
  return number?.isValid() === true && number.ext === undefined ? number.number : undefined;
}

/** A number in the groups in which it is read aloud. */
export const spoken = (number: string): string => parsePhoneNumberFromString(number)?.formatInternational() ?? number;
