import { text } from "../fields.ts";
import type { Handler, Wanted } from "../handler.ts";
import { digits } from "../aws/identity.ts";

/** A service account, known by its e-mail address: https://cloud.google.com/iam/docs/service-account-overview */
export const serviceAccount: Handler = {
  create(wanted) {
    const project = projectOf(wanted);
    const email = `${text(wanted.inputs, "accountId")}@${project}.iam.gserviceaccount.com`;
    const id = `projects/${project}/serviceAccounts/${email}`;
    const uniqueId = String(BigInt(`0x${digits(wanted, 16)}`)).padStart(21, "1");
    return Promise.resolve({ id, outputs: { project, ...wanted.inputs, email, member: `serviceAccount:${email}`, name: id, uniqueId } });
  },
};

const projectOf = ({ inputs, config }: Wanted): string => text(inputs, "project", text(config, "project"));
