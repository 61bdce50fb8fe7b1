/** Extensions that in practice only Amazon's own servers have. `pg_tle` is open, but no Debian package brings it: a server that has it all the same gets it. */
export const isProviders = (name: string): boolean => /^(aws_|rds|apg_|aurora_)|^(flow_control|log_fdw|pg_ad_mapping|pg_tle|pg_transport)$/.test(name);

/** Which of a backup's extensions a server leaves out on purpose, and which it would need and has not. */
export function sortExtensions(wanted: readonly string[], available: ReadonlySet<string>): { readonly leftOut: readonly string[]; readonly missing: readonly string[] } {
  const absent = wanted.filter((name) => !available.has(name));
  return { leftOut: absent.filter(isProviders), missing: absent.filter((name) => !isProviders(name)) };
}
