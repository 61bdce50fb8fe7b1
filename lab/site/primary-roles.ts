import { world } from "./world.ts";

/** What the company's database needs before its schema: the application's role and the exporter's. Said by the master, once. */
export const primaryRoles = (environment: Readonly<Record<string, string>>): string => `
CREATE ROLE ${world.database.owner} LOGIN PASSWORD '${environment["SHOP_DATABASE_PASSWORD"] ?? ""}';
GRANT ${world.database.owner} TO ${world.database.master};
CREATE ROLE exporter LOGIN PASSWORD '${environment["EXPORTER_DATABASE_PASSWORD"] ?? ""}';
GRANT ${world.database.owner} TO exporter;
ALTER DATABASE ${world.database.name} OWNER TO ${world.database.owner};
ALTER SCHEMA public OWNER TO ${world.database.owner};
`;
