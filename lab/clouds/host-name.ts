/** A name for a host of the lab: letters, digits and dashes, with the cloud in front because both clouds use the same names. */
export function hostName(cloud: "aws" | "gcp", kind: string, name: string): string {
  const words = [cloud, kind, name].filter((word) => word !== "").join("-");
  return words
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-")
    .slice(0, 40)
    .replace(/-+$/, "");
}
