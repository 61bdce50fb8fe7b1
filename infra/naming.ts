const LABEL = /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** `{service}-{role}`, at most 63 characters, because both clouds copy it into a DNS label. */
export function resourceName(service: string, role: string): string {
  return label(`${service}-${role}`);
}

/** `{project}-{service}-{role}`: bucket names are shared with the whole world, project ids already are unique in it. */
export function bucketName(project: string, service: string, role: string): string {
  return label(`${project}-${service}-${role}`);
}

function label(name: string): string {
  if (!LABEL.test(name)) throw new Error(`'${name}' is not a DNS label`);
  return name;
}
