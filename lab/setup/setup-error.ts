import { LabError } from "../lab-error.ts";

/** Why the lab cannot be set up here, as the three lines a person needs. */
export class SetupError extends LabError {}
