import { controls, type ProbeId } from "../../core/triage/probe-names.ts";
import type { AwsService } from "../../core/triage/site.ts";
import { ASK_SECONDS, LIMIT_SECONDS, stateOfFailure, textOf, type Eyes, type Probe, type Seen } from "./probe.ts";

type Call = { readonly service: AwsService; readonly signedAs: string; readonly probe: ProbeId; readonly path: (eyes: Eyes) => string | undefined };

const query = (action: string, version: string, more = "") => `/?Action=${action}&Version=${version}${more}`;

/** One cheap reading call each. That it may be refused for want of a right is an answer all the same. */
const calls: readonly Call[] = [
  { service: "ec2", signedAs: "ec2", probe: "ec2-control", path: () => query("DescribeAvailabilityZones", "2016-11-15") },
  { service: "rds", signedAs: "rds", probe: "rds-control", path: ({ site }) => query("DescribeDBInstances", "2014-10-31", `&DBInstanceIdentifier=${encodeURIComponent(site.aws?.databaseInstance ?? "")}`) },
  { service: "s3", signedAs: "s3", probe: "s3-control", path: ({ site }) => site.objects && `/${site.objects.bucket}?location` },
  { service: "elasticache", signedAs: "elasticache", probe: "cache-control", path: ({ site }) => site.cache && query("DescribeCacheClusters", "2015-02-02") },
  { service: "opensearch", signedAs: "es", probe: "search-control", path: ({ site }) => site.search && "/2021-01-01/domain" },
  { service: "sts", signedAs: "sts", probe: "sts-control", path: () => query("GetCallerIdentity", "2011-06-15") },
];

/** Whether AWS can be asked to change things, service by service; asked for something that changes nothing. */
export const control: Probe = {
  id: "aws-control",
  covers: controls,
  where: ["here"],
  limitSeconds: LIMIT_SECONDS,
  look: async (eyes) => (await Promise.all(calls.map((call) => asked(eyes, call)))).flat(),
};

async function asked(eyes: Eyes, { service, signedAs, probe, path: pathOf }: Call): Promise<readonly Seen[]> {
  const { aws } = eyes.site;
  const path = pathOf(eyes);
  if (aws === undefined || path === undefined) return [];
  const seen = { probe, target: aws.region };
  const answer = await eyes.lookout.aws({ service: signedAs, region: aws.region, url: `${aws.endpoints[service]}${path}`, timeoutSeconds: ASK_SECONDS });
  if ("noCredentials" in answer) return [{ ...seen, state: "unknown", value: answer.noCredentials }];
  if ("failed" in answer) return [{ ...seen, state: stateOfFailure(answer.failed), value: answer.failed }];
  const said = textOf(answer.body);
  if (answer.status >= 500) return [{ ...seen, state: "down", value: `${answer.status} ${codeIn(said)}` }];
  const control: Seen = { ...seen, state: "up", value: answer.status < 400 ? "it answers" : `it answers: ${answer.status} ${codeIn(said)}` };
  return service === "rds" ? [control, ...instance(answer.status, said, aws.databaseInstance)] : [control];
}

const codeIn = (text: string): string => /<Code>([^<]+)<\/Code>/.exec(text)?.[1] ?? "";

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html : in these it serves. */
const serving = /^(available|backing-up|configuring-.*|maintenance|modifying|storage-optimization|storage-config-upgrade|upgrading)$/;

function instance(status: number, said: string, target: string): readonly Seen[] {
  const called = /<DBInstanceStatus>([^<]+)</.exec(said)?.[1];
  if (called !== undefined) return [{ probe: "rds-instance", target, state: serving.test(called) ? "up" : "down", value: called }];
  return status === 404 || codeIn(said).startsWith("DBInstanceNotFound") ? [{ probe: "rds-instance", target, state: "down", value: "AWS knows no instance of this name" }] : [];
}

/** Whether an object can be read: the canary where there is one, and that there is none is an answer as well. */
export const objectRead: Probe = {
  id: "s3-data",
  where: ["here"],
  limitSeconds: LIMIT_SECONDS,
  look: async ({ site, lookout }) => {
    const { objects, aws } = site;
    if (objects === undefined) return [];
    const base = objects.endpoint ?? aws?.endpoints.s3 ?? `https://s3.${objects.region}.amazonaws.com`;
    const seen = { probe: "s3-data", target: objects.bucket } as const;
    const answer = await lookout.aws({ service: "s3", region: objects.region, url: `${base}/${objects.bucket}/failover-canary.json`, timeoutSeconds: ASK_SECONDS });
    if ("noCredentials" in answer) return [{ ...seen, state: "unknown", value: answer.noCredentials }];
    if ("failed" in answer) return [{ ...seen, state: stateOfFailure(answer.failed), value: answer.failed }];
    if (answer.status >= 500) return [{ ...seen, state: "down", value: `status ${answer.status}` }];
    const code = codeIn(textOf(answer.body));
    if (code === "NoSuchBucket") return [{ ...seen, state: "unknown", value: "S3 answers, and knows no bucket of this name: is it the one in 'objects'?" }];
    return [{ ...seen, state: answer.status === 200 || answer.status === 404 ? "up" : "unknown", value: answer.status === 200 ? "an object was read" : `status ${answer.status} ${code}` }];
  },
};
