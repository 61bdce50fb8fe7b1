/** What was said, with lines that were broken for a person's eyes in one piece again. */
export const unwrapped = (text: string): string => text.replaceAll(/\s+/g, " ");
