import type { Command } from "../core/commands/command.ts";
import type { Json } from "../core/journal.ts";
import type { OnInterrupted } from "../core/next-moves.ts";
import type { Settings } from "../core/settings.ts";
import type { FormerHolder } from "../core/stack/state-lock.ts";
import type { Ports } from "../ports.ts";

/** What a step knows of its run besides the world: where things lie and what the company has set. */
export type Context = {
  readonly run: string;
  readonly attempt: number;
  readonly settings: Settings;
  /** The company's own directory: failover.yaml, Pulumi.yaml, keys. */
  readonly projectDirectory: string;
  /** This run's own directory: journal, inventory, variables, known hosts. */
  readonly runDirectory: string;
  /** The kit's playbooks. */
  readonly ansibleDirectory: string;
  /** The bundled kit, for hosts that run a part of it. */
  readonly bundle: string;
  /** Whom this run was taken over from: what they left locked may be unlocked. */
  readonly formerHolders?: readonly FormerHolder[];
  /** The journalled output of an earlier step; a bug if that step has not finished. */
  readonly output: (step: string) => Json;
  /** Decisions the journal holds, such as approvals given beforehand. */
  readonly decided: (decision: string) => Json | undefined;
};

/** One named piece of work. `check` asks the world, `run` changes it, `preview` says what `run` would do. */
export type Step = {
  readonly id: string;
  readonly title: string;
  readonly needs: readonly string[];
  readonly onInterrupted: OnInterrupted;
  /** A person must say yes before it begins: this name in the declaration, or `failover approve <id>`. */
  readonly approval?: string;
  /** Once it is done customers are served in full: what runs beside or after it makes no outage longer. */
  readonly endsOutage?: true;
  readonly preview: (context: Pick<Context, "settings" | "projectDirectory" | "runDirectory" | "ansibleDirectory" | "bundle">) => readonly Command[];
  /** The output, if the world is already as `run` would leave it; undefined if not; an error if it could not tell. */
  readonly check: (ports: Ports, context: Context) => Promise<Json | undefined>;
  readonly run: (ports: Ports, context: Context) => Promise<Json>;
};
