import * as pulumi from "@pulumi/pulumi";
import { WorkloadIdentityPool } from "@pulumi/gcp/iam/workloadIdentityPool.js";
import { WorkloadIdentityPoolProvider } from "@pulumi/gcp/iam/workloadIdentityPoolProvider.js";
import { IAMMember } from "@pulumi/gcp/serviceaccount/iammember.js";
import { resourceName } from "../naming.ts";

const METADATA = "http://169.254.169.254/latest";

/** Which role of which AWS account may act as which service account. */
export type WorkloadIdentityArgs = { readonly service: string; readonly project: string; readonly awsAccount: string; readonly role: string; readonly email: pulumi.Output<string> };

/** Lets machines of one role in AWS in as a service account, because AWS vouches for them: no key of Google lies in AWS. */
export class WorkloadIdentity extends pulumi.ComponentResource {
  /** What such a machine's GOOGLE_APPLICATION_CREDENTIALS names, as JSON; it holds no secret. */
  readonly credential: pulumi.Output<string>;

  constructor(name: string, args: WorkloadIdentityArgs, options?: pulumi.ComponentResourceOptions) {
    super("failover:standby:WorkloadIdentity", name, {}, options);
    const { project, awsAccount, email } = args;
    const called = resourceName(args.service, args.role);
    // Ids that begin with `gcp-` are Google's own. A deleted pool keeps its id for thirty days.
    const workloadIdentityPoolId = resourceName("aws", args.service);
    const pool = new WorkloadIdentityPool(workloadIdentityPoolId, { project, workloadIdentityPoolId, description: "Machines in AWS" }, { parent: this, protect: true });
    // https://cloud.google.com/iam/docs/workload-identity-federation-with-other-clouds
    const provider = new WorkloadIdentityPoolProvider(
      workloadIdentityPoolId,
      {
        project,
        workloadIdentityPoolId: pool.workloadIdentityPoolId,
        workloadIdentityPoolProviderId: workloadIdentityPoolId,
        aws: { accountId: awsAccount },
        attributeMapping: { "google.subject": "assertion.arn", "attribute.aws_role": "assertion.arn.extract('assumed-role/{role}/')" },
        attributeCondition: `assertion.arn.contains(":sts::${awsAccount}:assumed-role/${called}/")`,
      },
      { parent: this, protect: true },
    );
    new IAMMember(
      called,
      {
        serviceAccountId: pulumi.interpolate`projects/${project}/serviceAccounts/${email}`,
        role: "roles/iam.workloadIdentityUser",
        member: pulumi.interpolate`principalSet://iam.googleapis.com/${pool.name}/attribute.aws_role/${called}`,
      },
      { parent: this },
    );
    this.credential = pulumi.jsonStringify({
      type: "external_account",
      audience: pulumi.interpolate`//iam.googleapis.com/${provider.name}`,
      subject_token_type: "urn:ietf:params:aws:token-type:aws4_request",
      service_account_impersonation_url: pulumi.interpolate`https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${email}:generateAccessToken`,
      token_url: "https://sts.googleapis.com/v1/token",
      credential_source: {
        environment_id: "aws1",
        region_url: `${METADATA}/meta-data/placement/availability-zone`,
        url: `${METADATA}/meta-data/iam/security-credentials`,
        regional_cred_verification_url: "https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15",
        // The machines answer version 2 of the metadata service only.
        imdsv2_session_token_url: `${METADATA}/api/token`,
      },
    });
    this.registerOutputs({ credential: this.credential });
  }
}
