import type { Lab } from "../../daemon/lab.ts";
import { text } from "../fields.ts";
import { places } from "../default-handler.ts";
import type { Handler, Wanted } from "../handler.ts";
import { inTurn } from "../in-turn.ts";
import { googleId, lastPart } from "./google-id.ts";

const types = ["gcp:compute/globalAddress:GlobalAddress", "gcp:compute/address:Address"];
const firstReserved = 80;
const lastReserved = 250;

/** A reserved address: of the gcp network, and of nobody until a forwarding rule's host takes it. */
export const address: Handler = {
  create: (wanted, lab) =>
    inTurn(lab, async () => {
      const id = googleId(wanted);
      const reserved = text(wanted.inputs, "address") || reservedAs(lab, id) || nextFree(lab);
      // Remembered at once: the next one must not get the same.
      remember(lab, wanted, id, reserved);
      return Promise.resolve({ id, outputs: outputsOf(wanted, reserved) });
    }),
};

const outputsOf = (wanted: Wanted, reserved: string) => ({ ...places(wanted), ...wanted.inputs, address: reserved });

function remember(lab: Lab, wanted: Wanted, id: string, reserved: string): void {
  lab.inventory.put({
    package: "gcp",
    type: wanted.type,
    name: wanted.name,
    id,
    inputs: wanted.inputs,
    outputs: outputsOf(wanted, reserved),
  });
}

const all = (lab: Lab) => types.flatMap((type) => lab.inventory.list("gcp", type));

const reservedAs = (lab: Lab, id: string): string => text(all(lab).find((resource) => resource.id === id)?.outputs ?? {}, "address");

function nextFree(lab: Lab): string {
  const taken = new Set(all(lab).map(({ outputs }) => text(outputs, "address")));
  for (let last = firstReserved; last <= lastReserved; last += 1) {
    const candidate = `10.20.0.${last}`;
    if (!taken.has(candidate)) return candidate;
  }
  throw new Error(
    `googleapi: Error 403: Quota 'STATIC_ADDRESSES' exceeded. The lab has ${lastReserved - firstReserved + 1} of them; destroy a stack first.`,
  );
}

/** The address a forwarding rule means: written out, or the reserved one of that name. */
export function resolveAddress(lab: Lab, meant: string): string | undefined {
  if (/^[0-9.]+$/.test(meant)) return meant;
  const found = all(lab).find(({ name }) => name === lastPart(meant));
  return found && text(found.outputs, "address");
}
