import { identifier } from "../catalogue-queries.ts";
import { inQuotes } from "../commands/quote.ts";
import type { Settings } from "../settings.ts";

type Company = { readonly settings: Pick<Settings, "database" | "export"> };

/** The database that the application writes to, as the source calls it. */
export const sourceName = ({ settings }: Company): string => settings.export.source.databases?.[0] ?? settings.database.name;

/** Every database of the source that the settings name; the application's where they name none. */
export const sourceNames = (company: Company): readonly string[] => company.settings.export.source.databases ?? [sourceName(company)];

/** The source as its owner reaches it, for psql. */
export const asOwner = (company: Company): string => `host=${company.settings.export.source.host} port=${company.settings.export.source.port} dbname=${sourceName(company)} user=${company.settings.database.owner}`;

/** Where the settings name no databases, each of the owner's was closed, and the server knows which. */
const whicheverIsClosed = "SELECT format($$ALTER DATABASE %I RESET default_transaction_read_only$$, datname) FROM pg_database JOIN pg_db_role_setting ON setdatabase = pg_database.oid AND setrole = 0 WHERE $$default_transaction_read_only=on$$ = ANY (setconfig) AND pg_has_role(datdba, $$USAGE$$) \\gexec";

/** How the fence of a graceful failover is taken away again from every database that it closed, by their owner: it binds that session, too, unless it says otherwise. */
export function openSourceAgain(company: Company): string {
  const session = `PGOPTIONS='-c default_transaction_read_only=off' psql ${inQuotes(asOwner(company))}`;
  const { databases } = company.settings.export.source;
  if (databases === undefined) return `printf '%s\\n' ${inQuotes(whicheverIsClosed)} | ${session}`;
  return `${session} ${databases.map((name) => `-c ${inQuotes(`ALTER DATABASE ${identifier(name)} RESET default_transaction_read_only`)}`).join(" ")}`;
}
