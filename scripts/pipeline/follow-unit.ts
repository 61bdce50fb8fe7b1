import { liveUnits } from "../core/commands/systemd.ts";
import { endFile, UNIT_ENDED, unitStatusSchema, type UnitStatus } from "../core/unit-status.ts";
import type { HostPorts } from "../host-ports.ts";
import { succeed } from "../steps/succeed.ts";

const LOOK_SECONDS = 0.1;
/** How many looks at the unit's own word go to a line. */
const LOOKS = 10;
/** How many lines go to one question to systemd, which costs a program: the processors are the unit's. */
const LINES = 5;
/** A unit that has said its last word is gone at once. */
const ENDING_SECONDS = 0.02;

/** The unit of such a name that has not ended; "*" stands for anything. */
export async function liveUnit({ shell }: Pick<HostPorts, "shell">, pattern: string): Promise<string | undefined> {
  const { stdout } = await succeed(shell, liveUnits(pattern));
  return stdout.split("\n")[0]?.trim().split(/\s+/)[0]?.replace(/\.service$/, "") || undefined;
}

type Followed = { readonly unit: string; /** The file in which it writes where it stands. */ readonly status: string };

async function readStatus({ files }: Pick<HostPorts, "files">, { unit, status: path }: Followed): Promise<UnitStatus | undefined> {
  const text = await files.read(path);
  const status = text === undefined ? undefined : unitStatusSchema.parse(JSON.parse(text));
  return status?.unit === unit ? status : undefined;
}

const starting = (unit: string): UnitStatus => ({ unit, state: "running", phase: "starting", seconds: 0, failure: null });

const isOver = (status: UnitStatus | undefined): boolean => status !== undefined && status.state !== "running";

/** Waits a second, or less if the unit says meanwhile that it is over. */
async function waitForWord(ports: HostPorts, followed: Followed): Promise<UnitStatus | undefined> {
  let status: UnitStatus | undefined;
  for (let look = 0; look < LOOKS && !isOver(status); look += 1) {
    await ports.clock.sleep(LOOK_SECONDS);
    status = await readStatus(ports, followed);
  }
  return status;
}

/** Prints where one of the kit's units on this host stands each second; ends when the unit has, with its last word or with the fact that it left none. */
export async function followUnit(ports: HostPorts, followed: Followed, print: (line: string) => void): Promise<void> {
  const { unit } = followed;
  for (;;) {
    const alive = (await liveUnit(ports, `${unit}.service`)) === unit;
    let status = (await readStatus(ports, followed)) ?? starting(unit);
    if (!alive && isOver(status)) return print(JSON.stringify(status));
    if (!alive) return print(JSON.stringify({ ...status, state: "failed", failure: { code: UNIT_ENDED, what: "its unit was ended from outside, or the host was restarted", how: (await ports.files.read(endFile(followed.status)))?.trim() } }));
    if (isOver(status)) await ports.clock.sleep(ENDING_SECONDS);
    for (let line = 0; line < LINES && !isOver(status); line += 1) {
      print(JSON.stringify(status));
      status = (await waitForWord(ports, followed)) ?? status;
    }
  }
}
