import { join } from "node:path";
import { execa } from "execa";

/** A key and a certificate that nobody but itself has signed, as the runbook has them made. */
export async function certificateIn(directory: string, name = "probe"): Promise<{ readonly certificate: string; readonly key: string }> {
  const [certificate, key] = [join(directory, `${name}.crt`), join(directory, `${name}.key`)];
  await execa("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "3650", "-subj", `/CN=${name}`, "-keyout", key, "-out", certificate]);
  return { certificate, key };
}
