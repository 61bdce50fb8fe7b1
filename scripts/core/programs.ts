/** Said of a program that could not be found. */
export const NO_SUCH_PROGRAM = "no such program is on the PATH";

/** Programs that the kit starts and does not bring along, and where each comes from. */
const sources: Readonly<Record<string, string>> = {
  age: "package age",
  pg_dump: "package postgresql-client-17, or a newer one",
  pg_restore: "package postgresql-client-17, or a newer one",
  psql: "package postgresql-client-17, or a newer one",
  ssh: "package openssh-client",
  tar: "package tar",
  git: "package git",
  openssl: "package openssl",
  "ansible-playbook": "package ansible-core",
  pulumi: "https://www.pulumi.com/docs/iac/download-install",
};

/** Where a program is had; undefined for one that belongs to the system itself. */
export const sourceOf = (program: string): string | undefined => sources[program];

/** A program with the place it is had at, on one line. */
export function withSource(program: string): string {
  const source = sourceOf(program);
  return source === undefined ? program : `${program} (${source})`;
}
