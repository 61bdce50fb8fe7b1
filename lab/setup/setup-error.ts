/** Why the lab cannot be set up here, as the three lines a person needs. */
export class SetupError extends Error {
  override readonly name = "SetupError";

  constructor(what: string, why: string, next: string) {
    super(`${what}\n  why:  ${why}\n  next: ${next}`);
  }
}
