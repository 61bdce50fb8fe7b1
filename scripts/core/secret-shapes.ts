import { COVERED } from "./secret-parts.ts";

const PRIVATE_KEY = "[A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----";

/** What is a secret by its looks, whoever it belongs to. Each expression matches what must not be seen and nothing beside it; no repeat without a limit that a hostile text could make slow. */
export const shapes: readonly RegExp[] = [
  /AGE-SECRET-KEY-1[0-9A-Z]+/gi,
  // A private key up to its end, or to wherever its text was cut off; and one whose beginning was cut off.
  new RegExp(String.raw`-----BEGIN ${PRIVATE_KEY}(?:[^]*?-----END ${PRIVATE_KEY}|(?:\s|\\[rn]|[A-Za-z0-9+/=])*)`, "g"),
  new RegExp(String.raw`(?:^[ \t]{0,40}[A-Za-z0-9+/=]{1,76}\r?\n){0,80}[ \t]{0,40}-----END ${PRIVATE_KEY}`, "gm"),
  /(?<=\b(?:bearer|basic)(?:\s|%20|\+){1,4})[A-Za-z0-9\-._~+/]{8,}=*/gi,
  /(?<=\bauthorization["']?\s{0,4}[:=]\s{0,4}["']?(?:(?:bearer|basic|token)\s{1,4})?)(?!(?:bearer|basic|token)\s)[^\s"',;[\]]{8,}/gi,
  // The last '@' before the path ends them: people write passwords with an '@' in them.
  /(?<=:\/\/[^\s/?#@:"'`<>\\]*:)[^\s/?#"'`<>\\]+(?=@)/g,
  // An access token of Google's, which the kit fetches itself where none was given.
  /\bya29\.[\w.-]{8,}/g,
];

const begins = new RegExp(`-----BEGIN ${PRIVATE_KEY}`);
const ends = new RegExp(`-----END ${PRIVATE_KEY}`);
const body = /(?:^\s*[A-Za-z0-9+/=]{1,76}|[A-Za-z0-9+/]{16,}=*)\s*$/;

/** A cover for lines that come one by one: it remembers that a private key has begun, and covers its lines until it ends. */
export function lineByLine(cover: (text: string) => string): (line: string) => string {
  let inKey = false;
  return (line) => {
    const wasInKey = inKey;
    if (begins.test(line)) inKey = true;
    if (ends.test(line)) inKey = false;
    return cover(wasInKey && inKey ? line.replace(body, COVERED) : line);
  };
}
