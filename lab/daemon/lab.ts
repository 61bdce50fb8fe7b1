/** The three networks a host can stand in. */
export type NetworkName = "aws" | "gcp" | "inet";

/** What a host should be; making it twice makes one. */
export type HostSpec = {
  readonly name: string;
  readonly network: NetworkName;
  readonly address?: string;
  readonly memoryMb?: number;
  readonly authorizedKeys?: readonly string[];
  readonly extraAddresses?: readonly string[];
  /** The host has a search server's packages on top of the image, where the lab was brought up with them. */
  readonly searches?: boolean;
  /** The host has PostgreSQL of other majors besides the image's, where the lab was brought up with them. */
  readonly otherServers?: boolean;
  /** Directories of this machine that stand in place of the host's own. */
  readonly binds?: readonly Bind[];
};

/** A directory here, and where a host has it. */
export type Bind = { readonly from: string; readonly to: string };

/** A host that has answered on its SSH port. */
export type Host = { readonly name: string; readonly network: NetworkName; readonly address: string };

export type ExecOptions = { readonly stdin?: string; readonly timeoutSeconds?: number };
export type ExecResult = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

/** The machines of the lab. `exec` and `write` act inside a host as its root; a command out of time ends with 124. */
export interface Hosts {
  ensure(spec: HostSpec): Promise<Host>;
  find(name: string): Host | undefined;
  exec(name: string, argv: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  write(name: string, path: string, text: string, mode?: number): Promise<void>;
  remove(name: string): Promise<void>;
  list(): readonly Host[];
}

/** Disks of databases: real ones of fixed size, which are copied while they are in use, can be full, and can be lost. */
export interface Volumes {
  create(id: string, megabytes: number): Promise<void>;
  /** A disk as it was when the snapshot was taken, at least this large. */
  createFrom(id: string, snapshot: string, megabytes: number): Promise<void>;
  /** What a host needs to stand on this disk: the data, and the place its log is sent to. */
  binds(id: string): readonly Bind[];
  snapshot(id: string, snapshot: string): Promise<void>;
  removeSnapshot(snapshot: string): Promise<void>;
  /** The files of the database's log that have left the disk, each with its last write. */
  sent(id: string): Promise<readonly { readonly name: string; readonly at: Date }[]>;
  /** Gives a new disk the log sent from another so far, whether that one still lives or not. */
  handOver(from: string, to: string): Promise<void>;
  room(id: string): Promise<{ readonly freeBytes: number; readonly bytes: number }>;
  lose(id: string): Promise<void>;
  giveBack(id: string): Promise<void>;
  remove(id: string, options: { readonly keepArchive: boolean }): Promise<void>;
}

/** One thing a stand-in cloud remembers. */
export type Resource = {
  readonly package: string;
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
};

/** What the stand-in clouds remember while the lab is up. */
export interface Inventory {
  get(pkg: string, type: string, id: string): Resource | undefined;
  put(resource: Resource): void;
  delete(pkg: string, type: string, id: string): void;
  list(pkg: string, type?: string): readonly Resource[];
}

/** Everything a stand-in cloud or an internet service may use of the lab. */
export interface Lab {
  readonly hosts: Hosts;
  readonly volumes: Volumes;
  readonly inventory: Inventory;
  readonly siteDirectory: string;
  isDark(): boolean;
  say(line: string): void;
}
