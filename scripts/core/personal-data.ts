/** What stands for what was left out, and what that was. */
const kinds = { mail: "[mail address]", telephone: "[telephone number]" } as const;
export type PersonalData = keyof typeof kinds;

const mail = /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}/gu;

/** Digits that are no telephone number whatever they look like: days, times, addresses of machines, and what a word or a sign before them names. */
const harmless: readonly RegExp[] = [
  /(?<![\d.-])\d{4}-\d\d-\d\d(?:T[\d:.]{4,16}(?:Z|[+-]\d\d:?\d\d)?)?(?![\d-])/g,
  /(?<![\d./-])\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d\d)(?!\d|\1\d)/g,
  // From one time to another, as some write them.
  /(?<![\d./-])(?:[01]\d|2[0-3])[0-5]\d ?- ?(?:[01]\d|2[0-3])[0-5]\d(?![\d/-])/g,
  /(?<![\d:])\d{1,2}:\d\d(?::\d\d(?:\.\d{1,6})?)?(?![\d:])/g,
  /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g,
  /#[\p{L}\p{N}][\p{L}\p{N}_/-]{0,40}/gu,
  /(?<![\p{L}\p{N}])\p{L}[\p{L}\p{N}]{0,20}[-_/]?\d[\p{L}\p{N}_/-]{0,40}/gu,
  /(?<!\p{L})(?:order|ticket|invoice|case|incident|ref|reference|account|customer|booking|parcel|shipment|tracking|request|error|code|id)s?[ :.]{1,3}(?:(?:number|no|nr|id)s?[ :.]{1,3})?(?:is )?(?!0\d{1,5} \d{2})\d[\d_/-]{0,40}/giu,
];

const apart = String.raw`[ ()/.-]{0,3}`;
const telephone: readonly RegExp[] = [
  // With its country.
  new RegExp(String.raw`(?<![\p{L}\p{N}])\(?\+${apart}\d(?:${apart}\d){6,20}`, "gu"),
  // With the zero that one dials first: in groups, or as long as a number with its area.
  /(?<![\p{L}\p{N}.,/-])\(?0\d{1,5}[ ()/-]{1,3}\d(?:[ ()/-]{0,3}\d){3,20}(?![\p{L}\p{N}])/gu,
  // After a zero alone there is more, or it counts something.
  /(?<![\p{L}\p{N}.,/-])\(?0[ ()/-]{1,3}\d(?:[ ()/-]{0,3}\d){6,20}(?![\p{L}\p{N}])/gu,
  /(?<![\p{L}\p{N}.,/-])0\d{8,15}(?![\p{L}\p{N}])/gu,
  // In pairs with full stops between, as in France.
  /(?<![\p{L}\p{N}.,/-])0\d(?:\.\d\d){4}(?![\p{L}\p{N}])/gu,
  // As North America writes it.
  /(?<![\p{L}\p{N}.,/-])(?:1[ .-]{1,2})?(?:\(\d{3}\)[ .-]{0,2}|\d{3}[ .-]{1,2})\d{3}[ .-]\d{4}(?![\p{L}\p{N}])/gu,
  // Whatever one is asked to call.
  new RegExp(String.raw`(?<=(?<!\p{L})(?:call|ring|phone|telephone|tel|mobile|cell|dial|text|sms|whatsapp)(?:[ :.]{1,3}(?:(?:me|us|him|her|them|back|number|no|on|at|under|is)[ :.]{1,3}){0,4}))\d(?:${apart}\d){4,20}(?![\p{L}\p{N}])`, "giu"),
];

/** A person's words without what reaches a person: mail addresses and telephone numbers. Days, times and the numbers of orders stay. `left`: what was there. */
export function withoutPersonalData(text: string): { readonly text: string; readonly left: readonly PersonalData[] } {
  const noMail = text.replaceAll(mail, kinds.mail);
  const shielded = harmless.reduce((seen, form) => seen.replaceAll(form, (found) => "\u0000".repeat(found.length)), noMail);
  const ranges = telephone.flatMap((form) => [...shielded.matchAll(form)].map(({ index, 0: found }) => [index, index + found.length] as const)).toSorted(([a], [b]) => a - b);
  let kept = "";
  let end = 0;
  for (const [from, to] of ranges) {
    if (from >= end) kept += noMail.slice(end, from) + kinds.telephone;
    end = Math.max(end, to);
  }
  kept += noMail.slice(end);
  return { text: kept, left: [...(noMail === text ? [] : ["mail" as const]), ...(ranges.length === 0 ? [] : ["telephone" as const])] };
}
