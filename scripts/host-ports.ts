import type { Command } from "./core/commands/command.ts";
import type { Secret } from "./core/secret.ts";
import type { Ports } from "./ports.ts";

/** One session with a database server: what is asked in it sees one another's transaction and settings. What is asked at once is answered in that order, and costs one way there and back. */
export interface SqlSession {
  /** The rows of one query, as JSON has them; untrusted until parsed. */
  ask(query: string): Promise<readonly unknown[]>;
  /** Statements without an answer. */
  tell(statements: string): Promise<void>;
  close(): Promise<void>;
}

export interface Sql {
  /** Opens a session by starting this client. */
  open(client: Command): Promise<SqlSession>;
}

export type Digest = { readonly bytes: number; readonly sha256: string; readonly crc32c: string };

/** Files too large or too many to hold in memory. */
export interface Disk {
  /** Makes a directory that only its owner may enter, and those above it. */
  makePrivate(directory: string): Promise<void>;
  /** The plain files directly in a directory. */
  files(directory: string): Promise<readonly string[]>;
  digest(path: string): Promise<Digest>;
  /** The same without the checksum that only a store asks for; ends with the signal's reason when that is raised. */
  hash(path: string, until?: AbortSignal): Promise<Pick<Digest, "bytes" | "sha256">>;
  /** Adds to a file's end, or makes it. */
  append(path: string, text: string): Promise<void>;
  bytesOf(path: string): Promise<number>;
  /** What is appended to a file, as it comes, until `whole` resolves and all is read; when that rejects, so does this. A chunk holds only until the next one is asked for. */
  follow(path: string, whole: Promise<unknown>): AsyncIterable<Uint8Array>;
  /** How much lies in a directory now; files may come and go meanwhile. */
  bytesIn(directory: string): Promise<number>;
  /** Renames a file, over whatever stands there. */
  move(from: string, to: string): Promise<void>;
  /** Removes a file or a whole directory; content with there being none. */
  remove(path: string): Promise<void>;
  freeBytes(directory: string): Promise<number>;
}

/** The world as a host sees it that exports or restores. */
export type HostPorts = Pick<Ports, "shell" | "objects" | "operator" | "files" | "clock"> & { readonly disk: Disk; readonly sql: Sql };

export type CacheConnection = { readonly host: string; readonly port: number; readonly tls: boolean; readonly user?: string | undefined; readonly password?: Secret | undefined };
export interface Cache {
  describe(connection: CacheConnection): Promise<{ readonly engine: string; readonly version: string }>;
  /** Copies every key of these databases, with its time to live, into a file. A copy of a moment it is not: the cache goes on changing. */
  copy(connection: CacheConnection, databases: readonly number[], path: string, onKeys: (keys: number) => void): Promise<readonly { readonly number: number; readonly keys: number }[]>;
  /** Puts the keys of these databases back that have not ended since; a key that is there already stays as it is. */
  load(connection: CacheConnection, databases: readonly number[], path: string, onKeys: (keys: number) => void): Promise<{ readonly keys: number; readonly expired: number; readonly kept: number; readonly skipped: number }>;
}
