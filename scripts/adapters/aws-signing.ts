import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { AwsV4Signer } from "aws4fetch";

/** What signs a request and finds who signs it, in one file of its own: loaded at the first call only. */
export const signing = { defaultProvider, AwsV4Signer } as const;
