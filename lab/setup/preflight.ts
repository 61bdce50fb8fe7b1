/** What set-up needs to know about this machine before it begins. */
export type MachineFacts = {
  readonly platform: string;
  readonly isRoot: boolean;
  /** Why no namespaces can be made here; undefined when they can. */
  readonly namespaceRefusal: string | undefined;
  /** Programs, and the keys of Debian's archive, that are not here and that apt cannot bring. */
  readonly missing: readonly string[];
  readonly hasPython: boolean;
  /** Go is asked for only where something is left to build. */
  readonly needsGo: readonly string[];
  readonly goVersion: string | undefined;
  readonly freeGigabytes: number;
  readonly neededGigabytes: number;
};

/** One thing that stands in the way: what, why, and what to do next. */
export type Obstacle = { readonly what: string; readonly why: string; readonly next: string };

type Rule = { readonly when: (facts: MachineFacts) => boolean; readonly obstacle: (facts: MachineFacts) => Obstacle };

const OLDEST_GO_MINOR = 26;

/** First match wins: a later question means little while an earlier answer is wrong. */
const rules: readonly Rule[] = [
  {
    when: ({ platform }) => platform !== "linux",
    obstacle: ({ platform }) => ({
      what: `the lab does not run on ${platform}`,
      why: "its machines are Linux namespaces",
      next: "use a Linux machine or a virtual one; 'npm test' and the failover command itself run here as they are",
    }),
  },
  {
    when: ({ isRoot }) => !isRoot,
    obstacle: () => ({
      what: "the lab needs root",
      why: "it makes network namespaces, mounts and machines of its own",
      next: "type the same command after 'sudo'; 'npm test' needs no root",
    }),
  },
  {
    when: ({ namespaceRefusal }) => namespaceRefusal !== undefined,
    obstacle: ({ namespaceRefusal }) => ({
      what: "no namespaces can be made here",
      why: namespaceRefusal ?? "",
      next: "run on a machine or a virtual machine of your own; inside a container it must be a privileged one",
    }),
  },
  {
    when: ({ missing }) => missing.length > 0,
    obstacle: ({ missing }) => ({
      what: `not on this machine: ${missing.join(", ")}`,
      why: "the lab needs them, and only on Debian and Ubuntu does it install them itself",
      next: "install the packages that hold them and type the same command again",
    }),
  },
  {
    when: ({ hasPython }) => !hasPython,
    obstacle: () => pythonMissing,
  },
  {
    when: ({ needsGo, goVersion }) => needsGo.length > 0 && !isGoNewEnough(goVersion),
    obstacle: ({ needsGo, goVersion }) => ({
      what: goVersion === undefined ? "no Go is installed" : `Go ${goVersion} is too old`,
      why: `Go 1.${OLDEST_GO_MINOR} or newer builds ${needsGo.join(" and ")}, which are not here yet`,
      next: "install it from https://go.dev/dl and put its bin folder on the PATH",
    }),
  },
  {
    when: ({ freeGigabytes, neededGigabytes }) => freeGigabytes < neededGigabytes,
    obstacle: ({ freeGigabytes, neededGigabytes }) => ({
      what: "the disk is too full",
      why: `set-up needs ${neededGigabytes} GB and ${Math.floor(freeGigabytes)} GB are free`,
      next: "make room, or point XDG_CACHE_HOME at a larger disk",
    }),
  },
];

/** What to say where no usable Python is found. */
export const pythonMissing: Obstacle = {
  what: "no Python 3.11 or newer that can make environments",
  why: "Ansible is checked and run from a Python environment of its own",
  next: "install python3 with its venv module (on Debian and Ubuntu: apt install python3-venv)",
};

/** What a search server still needs on this machine: the package that apt can bring, or what stands in the way. */
export function missingForSearch({ maven, apt }: { readonly maven: boolean; readonly apt: boolean }): "maven" | Obstacle | undefined {
  if (apt) return maven ? undefined : "maven";
  return {
    what: `not on this machine: apt${maven ? "" : ", mvn"}`,
    why: "the scenarios about search run a real OpenSearch, which Maven fetches, on Java from Debian's archive, which apt fetches",
    next: "run them on Debian, with Maven able to reach its central repository; all other scenarios need neither",
  };
}

/** The first thing that stands in the way of the lab on this machine, if any. */
export const obstacleIn = (facts: MachineFacts): Obstacle | undefined => rules.find(({ when }) => when(facts))?.obstacle(facts);

function isGoNewEnough(version: string | undefined): boolean {
  const [major = 0, minor = 0] = (version ?? "").split(".").map(Number);
  return major > 1 || (major === 1 && minor >= OLDEST_GO_MINOR);
}
