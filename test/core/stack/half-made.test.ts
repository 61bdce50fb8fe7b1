import fc from "fast-check";
import { expect, test } from "vitest";
import { saysAlreadyThere, settleHalfMade, stackState, type StateResource } from "../../../scripts/core/stack/half-made.ts";
import { halfMadeInstance, stateWith } from "../../support/stack-state.ts";

const id = (name: string) => `projects/acme/zones/europe-west1-b/instances/${name}`;
const app = halfMadeInstance("shop-app-1");
const cache = halfMadeInstance("shop-cache");
const urns = (resources: readonly { readonly urn: string }[]) => resources.map(({ urn }) => urn);
const after = (settled: ReturnType<typeof settleHalfMade>) => settled.state?.deployment ?? expect.fail("nothing was settled");

test("a state without unfinished work is left as it is", () => {
  expect(settleHalfMade(stateWith({ resources: [{ ...app, id: id("shop-app-1") }] }), [])).toEqual({ state: undefined, assumed: [], halfMade: [], unknown: [] });
});

test("a create cut short goes into the state under the id it would have, after everything it rests on, and is no longer pending", () => {
  const stack = { urn: "urn:pulumi:gcp::p::pulumi:pulumi:Stack::p-gcp", type: "pulumi:pulumi:Stack", custom: false };
  const { resources, pending_operations } = after(settleHalfMade(stateWith({ resources: [stack], creating: [app] }), []));
  expect(resources).toEqual([stack, { ...app, id: id("shop-app-1"), outputs: app.inputs }]);
  expect(pending_operations).toEqual([]);
});

test("what the state says besides is kept to the letter", () => {
  const found = stackState.parse({ version: 3, deployment: { ...stateWith({ creating: [{ ...app, protect: true, ignoreChanges: ["x"] }] }).deployment, secrets_providers: { type: "passphrase", state: { salt: "v1" } } } });
  const { state } = settleHalfMade(found, []);
  expect(state).toMatchObject({ version: 3, deployment: { secrets_providers: { type: "passphrase", state: { salt: "v1" } }, resources: [{ protect: true, ignoreChanges: ["x"] }] } });
});

test("the provider's notes among the inputs do not become outputs", () => {
  const noted = { ...app, inputs: { ...app.inputs, __defaults: [], bootDisk: { __defaults: ["type"], size: 20 }, tags: [{ __defaults: [] }] } };
  expect(after(settleHalfMade(stateWith({ creating: [noted] }), [])).resources[0]?.["outputs"]).toEqual({ ...app.inputs, bootDisk: { size: 20 }, tags: [{}] });
});

test.each(["updating", "deleting", "reading", "importing"])("one cut short while %s needs only the refresh", (type) => {
  const there = { ...app, id: id("shop-app-1") };
  const settled = settleHalfMade(stateWith({ resources: [there], pending: [{ type, resource: there }] }), []);
  expect(after(settled)).toMatchObject({ resources: [there], pending_operations: [] });
  expect(settled.assumed).toEqual([]);
});

test("a pending create of something that is in the state already is only struck off", () => {
  const there = { ...app, id: id("shop-app-1"), outputs: { networkInterfaces: [] } };
  expect(after(settleHalfMade(stateWith({ resources: [there], creating: [app] }), [])).resources).toEqual([there]);
});

test("components, providers and other stacks are nothing the cloud could have", () => {
  const nothing = [
    { ...app, urn: "u1", type: "failover:gcp:Host", custom: false },
    { ...app, urn: "u2", type: "pulumi:providers:gcp" },
    { ...app, urn: "u3", type: "pulumi:pulumi:StackReference" },
  ];
  const settled = settleHalfMade(stateWith({ creating: nothing }), []);
  expect([settled.assumed, settled.unknown, after(settled).resources]).toEqual([[], [], []]);
});

test("what the kit cannot name is named to the person, and what it can is not held back in the answer", () => {
  const strange = { ...app, urn: "u1", type: "gcp:sql/databaseInstance:DatabaseInstance" };
  const settled = settleHalfMade(stateWith({ creating: [strange, app] }), []);
  expect(urns(settled.unknown)).toEqual(["u1"]);
  expect(urns(settled.assumed)).toEqual([app.urn]);
});

test("a replacement under way in another zone is for a person to sort out: neither machine may be forgotten", () => {
  const elsewhere = { ...app, id: id("shop-app-1").replace("west1-b", "west1-c") };
  expect(urns(settleHalfMade(stateWith({ resources: [elsewhere], creating: [app] }), []).unknown)).toEqual([app.urn]);
});

test("an old copy that waits for its deletion does not stand for the new one", () => {
  const old = { ...app, id: id("shop-app-1"), delete: true };
  expect(urns(settleHalfMade(stateWith({ resources: [old], creating: [app] }), []).assumed)).toEqual([app.urn]);
});

test("what was remembered and is not in the state is looked for again, and stays remembered", () => {
  const settled = settleHalfMade(stateWith({ creating: [cache] }), [app, cache]);
  expect(urns(settled.assumed)).toEqual([app.urn, cache.urn]);
  expect(urns(settled.halfMade)).toEqual([app.urn, cache.urn]);
});

test("whatever was pending and remembered, each thing is in the state once, and settling twice changes nothing", () => {
  const some = fc.subarray([app, cache, halfMadeInstance("shop-app-2"), halfMadeInstance("shop-database")]);
  const existing = (resources: readonly StateResource[]) => resources.map((one) => ({ ...one, id: id(one.urn.split("::").at(-1) ?? "") }));
  fc.assert(
    fc.property(some, some, some, (there, creating, remembered) => {
      const found = stateWith({ resources: existing(there), creating });
      const once = settleHalfMade(found, remembered);
      const settled = once.state ?? found;
      expect(new Set(urns(settled.deployment.resources))).toEqual(new Set(urns([...there, ...creating, ...remembered])));
      expect(new Set(urns(settled.deployment.resources)).size).toBe(settled.deployment.resources.length);
      expect(settleHalfMade(settled, once.halfMade).state).toBeUndefined();
    }),
  );
});

test.each([
  ["googleapi: Error 409: The resource 'projects/p/zones/z/instances/a' already exists, alreadyExists", true],
  ["googleapi: Error 403: Quota 'CPUS' exceeded. Limit: 24.0", false],
  ["created 409 resources", false],
])("'%s' says that something is there already: %s", (text, expected) => {
  expect(saysAlreadyThere(text)).toBe(expected);
});
