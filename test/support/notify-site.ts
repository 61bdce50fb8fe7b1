import { readFileSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { projectDirectory } from "./kit.ts";
import { settingsText, variables } from "./settings.ts";

export const smtpVariables = { ...variables, SHOP_SMTP_PASSWORD: "smtp-not-for-printing" };

const contacts = readFileSync(new URL("../../contacts.example.yaml", import.meta.url), "utf8");

/** A company with a mail server at this port and so many customers, each with one contact: c0, c1, … */
export async function notifySite({ port, cert, customers, notify = {}, more = [] }: { readonly port: number; readonly cert: string; readonly customers: number; readonly notify?: object; readonly more?: readonly string[] }): Promise<string> {
  const directory = await projectDirectory();
  const channels = { smtp: { host: "localhost", port, user: "shop", password: "$SHOP_SMTP_PASSWORD", from: "status@shop.example.com", cacert: "smtp-ca.pem" } };
  await writeFile(join(directory, "failover.yaml"), `${settingsText}channels: ${JSON.stringify(channels)}\nnotify: ${JSON.stringify({ drillTeam: "operations", ...notify })}\n`);
  await writeFile(join(directory, "smtp-ca.pem"), cert);
  await writeFile(join(directory, "contacts.yaml"), contacts);
  const rows = Array.from({ length: customers }, (_, n) => `c${n},customer-${n},Planted Person ${n},person-${n}@planted.example`);
  await writeFile(join(directory, "customers.csv"), `${["id,customer,name,email", ...rows, ...more].join("\n")}\n`);
  await mkdir(join(directory, "kit/templates"));
  for (const name of ["customers-investigating.md", "customers-resolved.md", "customers-failing-over.md", "internal-investigating.md"]) await writeFile(join(directory, "kit/templates", name), await readFile(new URL(`../../templates/${name}`, import.meta.url), "utf8"));
  return directory;
}
