/** How far an export has come, in bytes of the dump's plain files. */
export type ExportProgress = {
  readonly dumped: number;
  readonly sent: number;
  /** How large the whole dump is likely to become. */
  readonly expected: number;
  readonly seconds: number;
};

/** What an earlier export of the same databases came to. */
export type EarlierExport = { readonly databaseBytes: number; readonly plainBytes: number };

/** A dump measured at a fifth of its database. */
const USUAL_SHARE = 0.2;
const TOO_EARLY = 0.02;

/** How large a dump is likely to become: as the last one was, beside its database. */
export function expectedBytes(databaseBytes: number, earlier: EarlierExport | undefined): number {
  const share = earlier === undefined || earlier.databaseBytes === 0 ? USUAL_SHARE : earlier.plainBytes / earlier.databaseBytes;
  return Math.round(databaseBytes * share);
}

/** Dumping and sending run side by side and count alike; undefined while it is too early to tell. */
export function secondsLeft({ dumped, sent, expected, seconds }: ExportProgress): number | undefined {
  const whole = 2 * Math.max(expected, dumped, 1);
  const done = (dumped + sent) / whole;
  return done < TOO_EARLY ? undefined : (seconds * (1 - done)) / done;
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);

/** Progress in a line. */
export function exportProgressText(progress: ExportProgress): string {
  const { dumped, sent, expected } = progress;
  const left = secondsLeft(progress);
  const whole = dumped > expected ? "" : ` of about ${megabytes(expected)}`;
  return `dumped ${megabytes(dumped)}${whole} MB, sent ${megabytes(sent)} MB${left === undefined ? "" : `, about ${left < 90 ? `${Math.ceil(left)} s` : `${Math.ceil(left / 60)} min`} left`}`;
}
