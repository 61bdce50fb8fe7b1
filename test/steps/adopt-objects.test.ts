import { expect, test } from "vitest";
import { CANARY_NAME, canaryBody } from "../../scripts/core/canary.ts";
import type { ListedObject } from "../../scripts/core/object-comparison.ts";
import type { Listing } from "../../scripts/ports.ts";
import { adoptObjects } from "../../scripts/steps/adopt-objects.ts";
import { exampleSettings } from "../support/example-settings.ts";
import { memoryStore } from "../support/memory-store.ts";
import { contextWith, mirror, portsWith, sleepingClock } from "../support/step-world.ts";

const settings = { ...exampleSettings, objects: { source: "shop-source", region: "eu-west-1", maxLagMinutes: 15 } };
const context = contextWith({ settings, outputs: { "stand-up": mirror } });
const listed = (name: string, writtenAt: string): ListedObject => ({ name, bytes: 1_000_000, md5: undefined, writtenAt });

/** Pages as they lie in a bucket; each takes so many seconds. */
const listingOf = (objects: readonly ListedObject[], onPage: () => void = () => undefined): Listing => ({
  async *pages(_, after) {
    for (const object of objects.filter(({ name }) => after === undefined || name > after)) {
      onPage();
      yield [object];
    }
  },
  sha256: async () => undefined,
});

const world = (listing: Listing, more: Parameters<typeof portsWith>[0] = {}) => {
  const said: string[] = [];
  const store = memoryStore();
  return { store, said, ports: portsWith({ listing, objects: store.objects, operator: { say: (line) => void said.push(line), progress: () => undefined }, ...more }) };
};

test("counts what is there, and tells from the last canary what may be missing", async () => {
  const { store, said, ports } = world(listingOf([listed("a", "2026-11-25T08:00:00.000Z"), listed(CANARY_NAME, "2026-11-25T07:59:12.000Z"), listed("z", "2026-11-25T07:00:00.000Z")]));
  await store.objects.create("shop-objects", CANARY_NAME, canaryBody({ schema: "failover-kit/canary/1", id: "c1", writtenAt: "2026-11-25T07:59:00.000Z" }));
  expect(await adoptObjects.run(ports, context)).toEqual({
    bucket: "shop-objects", objects: 2, bytes: 2_000_000, countedAll: true, newestAt: "2026-11-25T08:00:00.000Z",
    canary: { writtenAt: "2026-11-25T07:59:00.000Z", copiedAt: "2026-11-25T07:59:12.000Z", lagSeconds: 12 },
  });
  expect(said).toEqual(["2 objects (2.0 MB) in shop-objects, the newest copied at 2026-11-25T08:00:00.000Z; the last canary, of 2026-11-25T07:59:00.000Z, took 12 s: what was written so shortly before the outage may be missing"]);
});

test("a bucket that nobody has compared is told as one", async () => {
  const { said, ports } = world(listingOf([]));
  await adoptObjects.run(ports, contextWith({ settings, outputs: { "stand-up": { ...mirror, objects: { bucket: "another" } } } }));
  expect(said[0]).toContain("the mirror uses another, and failover.yaml names shop-objects");
});

test("a lag that nobody measured is said to be unknown", async () => {
  const { said, ports } = world(listingOf([listed("a", "2026-11-25T08:00:00.000Z")]));
  expect(await adoptObjects.run(ports, context)).toMatchObject({ canary: null });
  expect(said[0]).toContain("never measured");
});

test("an empty bucket is told as what it is", async () => {
  const { said, ports } = world(listingOf([]));
  expect(await adoptObjects.run(ports, context)).toMatchObject({ objects: 0, newestAt: null });
  expect(said[0]).toContain("shop-objects is empty");
});

test("counting millions is given up after two minutes: there are at least so many", async () => {
  const clock = sleepingClock();
  const { said, ports } = world(listingOf([1, 2, 3, 4, 5].map((n) => listed(`o${n}`, "2026-11-25T08:00:00.000Z")), () => void clock.sleep(50)), { clock });
  expect(await adoptObjects.run(ports, context)).toMatchObject({ objects: 3, countedAll: false });
  expect(said[0]).toContain("at least 3 objects");
});

test("without the section it says that there is nothing to do, and why", async () => {
  expect(await adoptObjects.run(portsWith({}), contextWith({ outputs: { "stand-up": mirror } }))).toMatchObject({ nothing: expect.stringContaining("no section 'objects'") as unknown });
});
