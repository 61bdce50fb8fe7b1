/** How often a backslash or a percent sign has been escaped again on the way does not matter. */
const SLASH = String.raw`(?:\\|%(?:25)*5[cC]|\\u005[cC])`;
/** Backslashes double with each escaping; four times is more than anybody does. */
const MOST = 16;
const QUOTE = String.raw`(?:'|%(?:25)*27|\\u0027)`;
const DOUBLE = String.raw`(?:"|%(?:25)*22|\\u0022)`;

const letters: Readonly<Record<string, string>> = { "\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t" };

/** The source of a regular expression for a value as it is, or escaped for a URL, a form, JSON or a shell, in any mixture. */
export function plainForm(value: string): string {
  const pieces = value.replaceAll("\r\n", "\n").match(/\\+|./gsu) ?? [];
  return pieces.map((piece, i) => (piece.startsWith("\\") ? `${SLASH}{${piece.length},${piece.length * MOST}}` : /^[A-Za-z0-9]$/.test(piece) ? piece : escapable(piece, i === 0))).join("");
}

function escapable(character: string, first: boolean): string {
  const letter = letters[character];
  const escapes = [
    ...(letter === undefined ? [] : [letter]),
    Array.from({ length: character.length }, (_, i) => `${i === 0 ? "" : `${SLASH}{1,${MOST}}`}u${hexOf(character.charCodeAt(i) >> 8)}${hexOf(character.charCodeAt(i) & 255)}`).join(""),
  ];
  const ways = [
    ...(character === "'" ? [`${QUOTE}(?:${SLASH}{1,${MOST}}${QUOTE}|${SLASH}{0,${MOST}}${DOUBLE}${QUOTE}${SLASH}{0,${MOST}}${DOUBLE})${QUOTE}`] : []),
    ...(character === "\n" ? [String.raw`(?:\r|\\+r|%(?:25)*0[dD])?(?:\n[ \t]*|${SLASH}{1,${MOST}}n|%(?:25)*0[aA])`] : []),
    ...(character === " " ? [String.raw`\+`] : []),
    character.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`),
    Array.from(Buffer.from(character), (byte) => `%(?:25)*${hexOf(byte)}`).join(""),
  ];
  // In a shell a backslash may stand before any character. One before the whole value is not its own, and costs time to look for.
  return `(?:${first ? "" : `${SLASH}{0,${MOST}}`}(?:${ways.join("|")})|${SLASH}{1,${MOST}}(?:${escapes.join("|")}))`;
}

/** Two digits, in upper or lower case. */
const hexOf = (byte: number): string => byte.toString(16).padStart(2, "0").replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
