import type { ComponentResourceOptions } from "@pulumi/pulumi";

/** What a component was told to wait for, for its parts: Pulumi lets only the component itself wait. */
export const before = (options: ComponentResourceOptions | undefined): Pick<ComponentResourceOptions, "dependsOn"> => (options?.dependsOn === undefined ? {} : { dependsOn: options.dependsOn });
