import { defaultHandler } from "../default-handler.ts";
import type { Handler } from "../handler.ts";
import { raiseAllWalls } from "./rds/walls.ts";

/** A way into a security group: remembered as it was asked for, and true for the databases behind it. */
export const ingressRule: Handler = { ...defaultHandler, settle: raiseAllWalls };
