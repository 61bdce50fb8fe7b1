/** How a failover begins: with a last export of a source that still answers, or with the newest backup there is. */
export const modes = ["graceful", "ungraceful"] as const;
export type Mode = (typeof modes)[number];

/** The one that was not chosen. */
export const otherMode: Readonly<Record<Mode, Mode>> = { graceful: "ungraceful", ungraceful: "graceful" };

/** The kind of run that carries out each mode; old journals name the second. */
export const pipelineOf: Readonly<Record<Mode, string>> = { graceful: "graceful-failover", ungraceful: "failover" };

/** Every kind of run that is a failover. */
export const failovers: readonly string[] = modes.map((mode) => pipelineOf[mode]);

/** The mode of a kind of run; undefined where that is no failover. */
export const modeOf = (pipeline: string): Mode | undefined => modes.find((mode) => pipelineOf[mode] === pipeline);
