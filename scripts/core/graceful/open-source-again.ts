import { identifier } from "../catalogue-queries.ts";
import type { Settings } from "../settings.ts";

type Company = { readonly settings: Pick<Settings, "database" | "export"> };

/** The database that the application writes to, as the source calls it. */
export const sourceName = ({ settings }: Company): string => settings.export.source.databases?.[0] ?? settings.database.name;

/** The source as its owner reaches it, for psql. */
export const asOwner = (company: Company): string => `host=${company.settings.export.source.host} port=${company.settings.export.source.port} dbname=${sourceName(company)} user=${company.settings.database.owner}`;

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** How the fence of a graceful failover is taken away again, by the database's owner: it binds that session, too, unless it says otherwise. */
export const openSourceAgain = (company: Company): string => `PGOPTIONS='-c default_transaction_read_only=off' psql ${quoted(asOwner(company))} -c ${quoted(`ALTER DATABASE ${identifier(sourceName(company))} RESET default_transaction_read_only`)}`;
