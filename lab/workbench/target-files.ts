import { readFile } from "node:fs/promises";
import { join } from "node:path";

const CLUSTER = "/etc/postgresql/17/main";
const MEMORY_MB = 1024;

export type TargetFile = { readonly path: string; readonly text: string };

/** The files that the database role gives a cluster; those of production as the role's template fills them in for a small machine. */
export async function targetFiles(clone: string, address: string): Promise<readonly TargetFile[]> {
  const template = (name: string) => readFile(join(clone, "ansible/roles/database/templates", name), "utf8");
  const [production, restore, hba, unit] = await Promise.all(["production.conf.j2", "restore.conf.j2", "pg_hba.conf.j2", "postgresql.service.j2"].map(template)) as [string, string, string, string];
  return [
    { path: `${CLUSTER}/conf.d/40-failover-production.conf`, text: productionText(production, address) },
    { path: `${CLUSTER}/conf.d/50-failover-restore.conf`, text: restore },
    { path: `${CLUSTER}/pg_hba.conf`, text: hba.replace(/\{%.*?%\}\n?/g, "").replace("{{ network }}", "10.0.0.0/8") },
    { path: "/etc/systemd/system/postgresql@17-main.service.d/failover.conf", text: unit },
  ];
}

/** The role's template with a small machine's numbers; a word of it that is not known here is an error. */
export function productionText(template: string, address: string): string {
  const values: Readonly<Record<string, string>> = {
    "database_address": address,
    "database_port": "5432",
    "database_max_connections": "200",
    "memory_mb // 4": String(MEMORY_MB / 4),
    "memory_mb * 3 // 4": String((MEMORY_MB * 3) / 4),
    "[[memory_mb // 16, 64] | max, 256] | min": String(Math.min(Math.max(MEMORY_MB / 16, 64), 256)),
  };
  const plain = template.replace(/\{% for [\s\S]*?\{% endfor %\}\n?/g, "").replace(/\{%.*?%\}\n?/g, "");
  return plain.replace(/\{\{ (.*?) \}\}/g, (_, word: string) => {
    const value = values[word];
    if (value === undefined) throw new Error(`the database role's settings hold '${word}', which the workbench does not know`);
    return value;
  });
}
