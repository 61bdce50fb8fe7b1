/** One allowed way through the walls: who may speak to whom, on which TCP port. All else is refused. */
export type Passage<Party extends string> = { readonly from: Party; readonly to: Party; readonly port: number };

/** The ports that the service's parts listen on. */
export const port = { ssh: 22, http: 80, https: 443, application: 8080, database: 5432, cache: 6379, search: 9200 } as const;
