import type { HostPorts } from "../../host-ports.ts";

const SECONDS = 10;

/** The time in which a dump is alone with the machine and the server. */
export type HeadStart = { /** May be said more than once. */ readonly end: () => void; readonly over: Promise<void> };

/** It ends when somebody says so, as at the first whole file, and by itself after some seconds: what is asked beside a long dump must not come after it. */
export function headStart({ clock }: Pick<HostPorts, "clock">): HeadStart {
  const ended = new AbortController();
  return { end: () => ended.abort(), over: clock.sleep(SECONDS, ended.signal).catch(() => undefined) };
}
