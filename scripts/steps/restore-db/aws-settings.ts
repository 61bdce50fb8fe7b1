import { FailoverError } from "../../core/errors.ts";
import type { Settings } from "../../core/settings.ts";

/** The settings' section about AWS; nothing of this can be done without it. */
export function awsOf({ settings }: { readonly settings: Pick<Settings, "aws"> }): NonNullable<Settings["aws"]> {
  if (settings.aws === undefined) throw new FailoverError("AWS_NOT_SET", {});
  return settings.aws;
}
