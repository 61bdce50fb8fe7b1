import { inQuotes } from "./commands/quote.ts";

/** One line that sets a variable in any POSIX shell, whatever the value holds. */
export const exportLine = (name: string, value: string): string => `export ${name}=${inQuotes(value)}`;
