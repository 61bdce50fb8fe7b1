import { expect, test } from "vitest";
import type { Http, Resolver } from "../../scripts/ports.ts";
import { watchPropagation } from "../../scripts/steps/watch-propagation.ts";
import { exampleSettings } from "../support/example-settings.ts";
import { contextWith, health, portsWith, sleepingClock } from "../support/step-world.ts";

const NEW = "10.20.1.9";
const EDGE = "198.51.100.11";
const cutover = {
  address: NEW,
  names: [
    { name: "direct.shop.example.com", proxied: false, ttlSeconds: 60 },
    { name: "shop.example.com", proxied: true, ttlSeconds: 300 },
  ],
  changes: [],
};
const context = contextWith({ outputs: { "cut-over-dns": cutover }, settings: { ...exampleSettings, resolvers: ["192.0.2.53", "192.0.2.54"] } });

/** Two resolvers: the second keeps the old answer until its time is over. The edge serves the old side for three seconds. */
function worldWhere({ oldAnswerSeconds }: { readonly oldAnswerSeconds: number }) {
  const clock = sleepingClock();
  const resolver: Resolver = {
    addresses: async (server, name) => {
      if (name === "shop.example.com") return { addresses: [EDGE], ttlSeconds: 300 };
      const isOld = server === "192.0.2.54" && clock.slept() < oldAnswerSeconds;
      return { addresses: [isOld ? "10.10.1.9" : NEW], ttlSeconds: isOld ? oldAnswerSeconds - clock.slept() : 60 };
    },
  };
  const http: Http = { get: async () => health({ side: clock.slept() < 3 ? "aws" : "gcp" }) };
  return { clock, resolver, http };
}

test("a proxied name has arrived when the edge serves the new side, another when the slowest resolver says so", async () => {
  // Both names are watched at once on one clock here, so their sleeps add up.
  const output = await watchPropagation.run(portsWith(worldWhere({ oldAnswerSeconds: 42 })), context);
  expect(output).toMatchObject({ address: NEW, names: [{ name: "direct.shop.example.com", proxied: false }, { name: "shop.example.com", proxied: true }] });
  const { names } = output as { readonly names: readonly { readonly seconds: number }[] };
  expect(names[0]?.seconds).toBeGreaterThanOrEqual(42);
  expect(names[1]?.seconds).toBeLessThan(10);
});

test("names the resolver that keeps the old answer too long", async () => {
  const outcome = watchPropagation.run(portsWith(worldWhere({ oldAnswerSeconds: 900 })), context);
  await expect(outcome).rejects.toMatchObject({ code: "NAMES_NOT_SEEN", message: expect.stringMatching(/direct\.shop\.example\.com through 192\.0\.2\.54: 10\.10\.1\.9 for another \d+ s/) as string });
  await expect(outcome).rejects.not.toThrow("192.0.2.53");
});

test("a resolver that does not answer has not seen the name", async () => {
  const resolver: Resolver = { addresses: async () => { throw new Error("queryA ETIMEOUT"); } };
  await expect(watchPropagation.run(portsWith({ ...worldWhere({ oldAnswerSeconds: 0 }), resolver }), context)).rejects.toThrow("through 192.0.2.53: queryA ETIMEOUT");
});

test("a proxied name whose front is down has not arrived", async () => {
  const http: Http = { get: async () => ({ status: 521, body: "web server is down" }) };
  await expect(watchPropagation.run(portsWith({ ...worldWhere({ oldAnswerSeconds: 0 }), http }), context)).rejects.toThrow("shop.example.com through 192.0.2.53: status 521");
});
