/** Where the entries of a run lie in the journal's bucket, one object each; their names sort by their number. */
export const entriesPrefix = (service: string, run: string): string => `${service}/${run}/entries/`;
export const entryName = (service: string, run: string, seq: number): string => `${entriesPrefix(service, run)}${String(seq).padStart(8, "0")}.json`;

/** Where people on other machines leave their answers for whoever carries the run out. */
export const answersPrefix = (service: string, run: string): string => `${service}/${run}/answers/`;

/** What a run keeps beside its journal because it is too large for that, under its own hash. */
export const besideName = (service: string, run: string, what: string, sha256: string): string => `${service}/${run}/beside/${what}-${sha256}.json`;

/** What of these names is a run's, oldest first: a run's name begins with its time. */
export const runsIn = (names: readonly string[]): readonly string[] => names.filter((name) => /^r\d{8}-/.test(name)).toSorted();
