import { text } from "./fields.ts";
import type { Fields } from "./handler.ts";

type Answer = (args: Fields, config: Fields) => Fields;

const region = (config: Fields): string => text(config, "region", "eu-west-1");

// The data sources the lab knows. One it does not know is refused: an invented answer could hide a mistake.
const answers = new Map<string, Answer>([
  [
    "aws:index/getCallerIdentity:getCallerIdentity",
    () => ({ id: "000000000000", accountId: "000000000000", arn: "arn:aws:iam::000000000000:user/lab", userId: "lab" }),
  ],
  [
    "aws:index/getRegion:getRegion",
    (_args, config) => ({
      id: region(config),
      region: region(config),
      name: region(config),
      description: "Europe (Ireland)",
      endpoint: `ec2.${region(config)}.amazonaws.com`,
    }),
  ],
  [
    "aws:index/getAvailabilityZones:getAvailabilityZones",
    (_args, config) => ({
      id: region(config),
      names: ["a", "b", "c"].map((zone) => `${region(config)}${zone}`),
      zoneIds: ["euw1-az1", "euw1-az2", "euw1-az3"],
      groupNames: [region(config)],
    }),
  ],
  [
    "gcp:organizations/getProject:getProject",
    (args, config) => ({
      id: `projects/${text(args, "projectId", text(config, "project"))}`,
      projectId: text(args, "projectId", text(config, "project")),
      number: "123456789012",
    }),
  ],
  [
    "gcp:storage/getTransferProjectServiceAccount:getTransferProjectServiceAccount",
    (args, config) => ({
      id: "transfer",
      project: text(args, "project", text(config, "project")),
      email: "project-123456789012@storage-transfer-service.iam.gserviceaccount.com",
      member: "serviceAccount:project-123456789012@storage-transfer-service.iam.gserviceaccount.com",
      subjectId: "109876543210987654321",
    }),
  ],
  [
    "gcp:storage/getProjectServiceAccount:getProjectServiceAccount",
    () => ({
      id: "storage",
      emailAddress: "service-123456789012@gs-project-accounts.iam.gserviceaccount.com",
      member: "serviceAccount:service-123456789012@gs-project-accounts.iam.gserviceaccount.com",
    }),
  ],
]);

/** What a data source says; one without a stand-in is refused by name. */
export function answerInvoke(token: string, args: Fields, config: Fields): Fields {
  const answer = answers.get(token);
  if (answer) return answer(args, config);
  throw new Error(
    `${token}: the lab has no stand-in for this data source. Known are: ${[...answers.keys()].join(", ")}. Add it in lab/clouds/invoke.ts.`,
  );
}
