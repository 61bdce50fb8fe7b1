import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs";
import type { Observation } from "./observation.ts";

/** A file of observations, one JSON object a line. */
export type Recorder = {
  /** An acknowledged order is on the disk when this returns: a customer who forgets it could not miss it later. */
  readonly record: (observation: Observation) => void;
  readonly close: () => void;
};

/** Opens the file for appending. */
export function recorderTo(path: string): Recorder {
  const file = openSync(path, "a", 0o644);
  return {
    record(observation) {
      writeSync(file, `${JSON.stringify(observation)}\n`);
      if (observation.kind === "acknowledged") fdatasyncSync(file);
    },
    close: () => closeSync(file),
  };
}
