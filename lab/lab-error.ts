/** Why the lab cannot go on, as the three lines a person needs. */
export class LabError extends Error {
  override readonly name: string = "LabError";

  constructor(what: string, why: string, next: string) {
    super(`${what}\n  why:  ${why.trim().replaceAll("\n", "\n        ")}\n  next: ${next}`);
  }
}
