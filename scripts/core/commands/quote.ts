const plain = /^[A-Za-z0-9_./:@,+-]+$/;

/** A word that any POSIX shell takes for exactly this, whatever is in it. */
export const inQuotes = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** The same, without quotation marks where none are needed. */
export const quoted = (word: string): string => (plain.test(word) ? word : inQuotes(word));
