/** Words that only the lab knows. */
const words = /\blab\b|FAILOVER_LAB|fake-?gcs|nspawn|\bmoto\b|198\.51\.100\.|10\.[123]0\.0\.\d+:|\bstand-ins?\b/i;

/** The first line of a text that speaks of the lab. */
export const labWordIn = (text: string): string | undefined => text.split("\n").find((line) => words.test(line));
